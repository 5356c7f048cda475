#include "drivers/scenes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <stdexcept>

#include "drivers/driver.hpp"
#include "drivers/player.hpp"
#include "drivers/voice.hpp"
#include "target/target.hpp"
#include "wire/connection.hpp"

namespace poolprobe::testing {
namespace {

/// So many executions as poolprobe rehearses: until all further ones are alike.
int executions_of(proof const& of) {
  auto const& config = *find_driver(of.id()).config;
  auto names = name_giver::as_in_a_fresh_process(config.names);
  return std::max(voice(config, names).executions_until_settled(), 2);
}

wire::connection connect(int port, std::string const& database) {
  auto const url = fmt::format("postgresql://app@127.0.0.1:{}/{}", port, database);
  auto opened =
      wire::connection::open(parse_target(url, "test"), wire::clock::now() + std::chrono::seconds(10));
  if (auto const* failure = std::get_if<wire::open_failure>(&opened))
    throw std::runtime_error(failure->message);
  return std::get<wire::connection>(std::move(opened));
}

std::string ask(wire::connection& through, std::string_view script, std::string const& sql) {
  std::vector<wire::request> requests;
  for (auto const& s : wire::parse_notation(script)) requests.push_back({s, sql, {}});
  auto const told = through.talk().exchange(requests, wire::clock::now() + std::chrono::seconds(10));
  if (told.error) throw std::runtime_error(told.error->text());
  if (told.status != wire::ending::complete) throw std::runtime_error("no answer: " + told.types);
  return told.rows.empty() ? std::string() : told.rows.front().at(0).value_or("");
}

/// A login with that very packet, where no password is asked for.
wire::connection log_in(int port, std::string const& packet) {
  auto const socket = std::make_shared<descriptor>(connect_to_port(port));
  if (send(socket->get(), packet.data(), packet.size(), MSG_NOSIGNAL) < 0)
    throw std::runtime_error("cannot log in");
  std::string heard;
  for (char type = 0; type != 'Z';) {
    std::array<char, 4096> some;
    auto const got = recv(socket->get(), some.data(), some.size(), 0);
    if (got <= 0) throw std::runtime_error("cannot log in");
    heard.append(some.data(), static_cast<std::size_t>(got));
    while (auto const size = whole_message(heard)) {
      type = heard.front();
      heard.erase(0, size);
    }
  }
  fcntl(socket->get(), F_SETFL, O_NONBLOCK);
  return wire::connection::adopt(socket, {}, wire::stream(socket->get(), nullptr));
}

/// Takes the server connection that was given back last, as PgBouncer hands it out, with an unnamed statement
/// as other clients of a pool use it. It logs in as the players do: where parameters differ PgBouncer sets
/// them first, by a simple query, and that takes the unnamed statement away.
class holder {
 public:
  holder(forced_pool const& of, std::string const& startup_packet)
      : through_(log_in(of.port, startup_packet)) {}

  void take() { pid_ = ask(through_, "P() B E H", "select pg_backend_pid()"); }
  void release() {
    if (!pid_.empty()) (void)ask(through_, "S", "");
    pid_.clear();
  }
  [[nodiscard]] std::string const& pid() const { return pid_; }

 private:
  wire::connection through_;
  std::string pid_;
};

/// Keeps the players from the server connections that they had last.
class keeper {
 public:
  keeper(forced_pool const& of, std::string const& startup_packet)
      : of_(&of), direct_(connect(of.server->port(), "app")) {
    if (!of.pooled) return;
    for (auto& h : holders_) h = std::make_unique<holder>(of, startup_packet);
    // The pool has been in use: there are two server connections, and others' statements were on them.
    for (auto& h : holders_) h->take();
    for (auto& h : holders_) h->release();
  }

  /// The server connection that was used last is occupied now, and the one before is free.
  void occupy_last() {
    if (!of_->pooled) return;
    auto& next = *holders_[turn_];
    auto& before = *holders_[1 - turn_];
    auto const last = last_used(before.pid());
    next.take();
    if (next.pid() != last)
      throw std::runtime_error(fmt::format("the pooler handed out {}, not {}", next.pid(), last));
    before.release();
    turn_ = 1 - turn_;
  }

 private:
  /// As the server knows it, of those that are not occupied.
  std::string last_used(std::string const& occupied) {
    return ask(direct_, "P() B E S",
               fmt::format("select pid from pg_stat_activity where backend_type = 'client backend' and "
                           "datname = 'app' and pid <> pg_backend_pid() and pid::text <> '{}' "
                           "order by state_change desc limit 1",
                           occupied));
  }

  forced_pool const* of_;
  wire::connection direct_;
  std::unique_ptr<holder> holders_[2];
  int turn_ = 0;
};

/// One process of the application: connects, and asks its query again and again.
class actor {
 public:
  actor(proof const& of, forced_pool const& where, int k, bool in_blocks)
      : plays_(of, where.port, where.database), k_(k), in_blocks_(in_blocks), todo_(executions_of(of)) {}

  /// Comes to where it is about to say something; false when all has been said, or something went wrong.
  bool comes_to_speak() {
    while (!failed_) {
      switch (plays_.next()) {
        case player::state::at_gate:
          return true;
        case player::state::ended:
          fail("breaks", "-", "it ended");
          return false;
        case player::state::answered:
          judge(plays_.answer());
          if (failed_ || executions_ == todo_) return false;
          plays_.ask(fmt::format("{} {} {}", in_blocks_ ? "transaction" : "autocommit", k_, ++executions_));
      }
    }
    return false;
  }
  void speak() { plays_.let_go(); }
  [[nodiscard]] std::string const& startup_packet() const { return plays_.startup_packet(); }
  void once_more() {
    ++todo_;
    plays_.ask(fmt::format("{} {} {}", in_blocks_ ? "transaction" : "autocommit", k_, ++executions_));
  }

  /// How far it is, in comparison with another one of the same program.
  [[nodiscard]] int flights() const { return plays_.flights(); }
  [[nodiscard]] std::optional<ending_of_scene> const& failed() const { return failed_; }

 private:
  void judge(std::string const& answer) {
    if (answer == "ready" || answer == fmt::format("ok {}", executions_ + k_)) return;
    if (answer.starts_with("ok ")) return fail("wrong_answer", "", answer);
    auto const state = answer.substr(0, answer.find(' ', 6));
    fail("breaks", state.substr(std::min<std::size_t>(6, state.size())), answer);
  }
  void fail(std::string outcome, std::string sqlstate, std::string told) {
    failed_ = ending_of_scene{std::move(outcome), std::move(sqlstate), executions_, std::move(told)};
  }

  player plays_;
  int k_;
  bool in_blocks_;
  int todo_;
  int executions_ = 0;
  std::optional<ending_of_scene> failed_;
};

ending_of_scene ending(actor const& a) { return a.failed().value_or(ending_of_scene{}); }

void play_to_the_end(actor& a) {
  while (a.comes_to_speak()) a.speak();
}

ending_of_scene play_moved(actor& a, forced_pool const& where) {
  if (!a.comes_to_speak()) return ending(a);
  keeper keeps(where, a.startup_packet());
  for (; a.comes_to_speak(); a.speak()) {
    if (a.flights() > 0) keeps.occupy_last();
  }
  return ending(a);
}

ending_of_scene play_met(actor& a, actor& b) {
  play_to_the_end(a);
  if (a.failed()) return ending(a);
  play_to_the_end(b);
  if (b.failed()) return ending(b);
  a.once_more();
  play_to_the_end(a);
  return ending(a);
}

ending_of_scene play_crossed(actor& a, actor& b, forced_pool const& where) {
  if (!a.comes_to_speak()) return ending(a);
  keeper keeps(where, a.startup_packet());
  for (; a.comes_to_speak(); a.speak()) {
    if (a.flights() > 0) {
      keeps.occupy_last();
      while (b.flights() < a.flights() && b.comes_to_speak()) b.speak();
      if (b.failed()) return ending(b);
    }
  }
  return ending(a);
}

/// Where a name belongs to a text, two processes that clash ask the same.
bool asks_the_same(proof const& of) {
  auto const by = find_driver(of.id()).config->names.by;
  return by == naming::hash || by == naming::given;
}

}  // namespace

struct real_scene::state {
  real_scene::kind kind;
  forced_pool where;
  bool in_blocks;
  actor a;
  std::optional<actor> b;
};

real_scene::real_scene(kind which, proof const& of, forced_pool const& where, bool in_blocks)
    : state_(new state{which, where, in_blocks, actor(of, where, 1, in_blocks), {}}) {
  if (which != kind::moved) state_->b.emplace(of, where, asks_the_same(of) ? 1 : 2, in_blocks);
}
real_scene::~real_scene() = default;
real_scene::real_scene(real_scene&&) noexcept = default;

std::string real_scene::name() const {
  auto const word = state_->kind == kind::moved ? "moved" : state_->kind == kind::met ? "met" : "crossed";
  return std::string(word) + (state_->in_blocks ? ", in blocks" : "");
}

ending_of_scene real_scene::play() {
  auto& s = *state_;
  if (s.kind == kind::moved) return play_moved(s.a, s.where);
  return s.kind == kind::met ? play_met(s.a, *s.b) : play_crossed(s.a, *s.b, s.where);
}

void close_servers(lab::postgres const& server) {
  auto direct = connect(server.port(), "app");
  (void)ask(direct, "P() B E S",
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = 'app' and pid <> "
            "pg_backend_pid() and backend_type = 'client backend'");
}

}  // namespace poolprobe::testing
