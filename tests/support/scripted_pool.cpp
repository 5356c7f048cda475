#include "support/scripted_pool.hpp"

#include <optional>

#include "wire/message.hpp"
#include "wire/message_frame.hpp"

namespace poolprobe::testing {
namespace {

using namespace std::string_literals;

auto const ready = framed('Z', "I");

std::string row_with(std::string_view value) {
  auto body = "\0\1"s;
  wire::append_uint32(body, static_cast<std::uint32_t>(value.size()));
  return framed('D', body.append(value));
}

std::string tag(std::string_view words) { return framed('C', std::string(words) + '\0'); }

std::string no_such_statement() {
  return framed('E', "SERROR\0VERROR\0C26000\0Mprepared statement does not exist\0Fprepare.c\0L1\0Rx\0\0"s);
}

}  // namespace

/// One client's messages, and the server connection that it has until its next Sync.
class scripted_pool::session {
 public:
  explicit session(state& of) : of_(of) {}
  ~session() { release(); }
  session(session const&) = delete;
  session& operator=(session const&) = delete;

  [[nodiscard]] std::string receive(std::string_view bytes) {
    held_ += bytes;
    auto const next = [this] { return wire::first_message(held_, wire::decoder::most_bytes); };
    for (auto message = next(); message.whole(); message = next()) {
      auto const size = message.size();
      take(message.type, message.body);
      held_.erase(0, size);
    }
    return std::exchange(due_, {});
  }

 private:
  void take(char type, std::string_view body) {
    if (type == 'X') return;
    if (type != 'S' && type != 'H' && !server_) server_ = take_server();
    switch (type) {
      case 'P':
        sql_ = body.substr(body.find('\0') + 1);
        sql_.erase(sql_.find('\0'));
        shortened_ = shortened_ || (of_.how.short_unlisten && sql_.starts_with("unlisten "));
        batch_ += framed('1', "");
        parsed_ = true;
        refused_ = refused_ || (of_.how.looks_up_at_sync && bound_earlier_);
        break;
      case 'B':
        batch_ += framed('2', "");
        bound_earlier_ = bound_earlier_ || !parsed_;
        break;
      case 'C':
        batch_ += framed('3', "");
        break;
      case 'D':
        batch_ += (body.starts_with('S') ? framed('t', "\0\0"s) : "") + framed('n', "");
        break;
      case 'E':
        batch_ += execute();
        break;
      case 'Q':
        batch_ += tag("SELECT 0") + ready;
        flush();
        break;
      case 'S':
        batch_ += ready;
        flush();
        release();
        break;
      default:
        flush();
    }
  }

  void flush() {
    due_ += shortened_ ? tag("UNLISTEN") + ready : refused_ ? no_such_statement() + ready : batch_;
    batch_.clear();
    shortened_ = parsed_ = bound_earlier_ = refused_ = false;
  }

  std::string execute() {
    std::lock_guard const lock(of_.guard);
    auto& channels = of_.listen[*server_];
    if (sql_ == "select pg_backend_pid()") return row_with(std::to_string(*server_)) + tag("SELECT 1");
    if (sql_.starts_with("listen ")) {
      if (!of_.how.own_listen) channels.insert(sql_.substr(7));
      return tag("LISTEN");
    }
    if (sql_.starts_with("unlisten ")) {
      ++of_.unlistens;
      if (!of_.how.short_unlisten) channels.erase(sql_.substr(9));
      return tag("UNLISTEN");
    }
    std::string rows;
    if (sql_.starts_with("select format('unlisten"))
      for (auto const& name : channels) rows += row_with("unlisten " + name);
    if (sql_.starts_with("select pid from pg_stat_activity"))
      for (auto const& [pid, listens] : of_.listen) rows += row_with(std::to_string(pid));
    return rows + tag("SELECT 0");
  }

  int take_server() {
    std::lock_guard const lock(of_.guard);
    if (of_.idle.empty()) of_.idle.push_back(next_pid++);
    auto const pid = of_.idle.back();
    of_.idle.pop_back();
    return pid;
  }

  void release() {
    std::lock_guard const lock(of_.guard);
    if (server_) of_.idle.push_back(*server_);
    server_.reset();
  }

  static inline int next_pid = 9000;  // where more are wanted than it began with

  state& of_;
  std::string held_;
  std::string sql_;
  std::string batch_;  ///< answers that wait for Flush or Sync
  std::string due_;
  bool shortened_ = false;
  bool parsed_ = false;         ///< in the batch, as the others
  bool bound_earlier_ = false;  ///< what an earlier batch had parsed
  bool refused_ = false;
  std::optional<int> server_;
};

scripted_pool::scripted_pool(pool_quirks how, int servers) : shared_(std::make_shared<state>()) {
  shared_->how = how;
  for (int i = 0; i < servers; ++i) shared_->idle.push_back(8000 + i);
}

behaviour scripted_pool::answers() {
  return accepts_login([shared = shared_](conversation& with) {
    {
      std::lock_guard const lock(shared->guard);
      ++shared->logins;
    }
    session talks(*shared);
    for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
      if (auto const answer = talks.receive(bytes); !answer.empty() && !with.say(answer)) return;
    }
  });
}

int scripted_pool::logins() const {
  std::lock_guard const lock(shared_->guard);
  return shared_->logins;
}

int scripted_pool::unlistens() const {
  std::lock_guard const lock(shared_->guard);
  return shared_->unlistens;
}

}  // namespace poolprobe::testing
