#include "pool_sweep.hpp"

#include <charconv>
#include <deque>
#include <set>

#include "wire/connection.hpp"
#include "wire/number.hpp"
#include "wire/wait.hpp"

namespace poolprobe::bench {
namespace {

using namespace std::chrono_literals;
using wire::verb;

/// How long the pool may take to give one more server connection; opening one takes a few milliseconds.
constexpr auto for_a_server = 500ms;

std::vector<wire::request> unnamed(std::string const& sql, std::vector<std::string> parameters, verb last) {
  return {{{verb::parse, ""}, sql, {}},
          {{verb::bind, ""}, {}, std::move(parameters)},
          {{verb::execute, ""}, {}, {}},
          {{last, ""}, {}, {}}};
}

/// A client that keeps the server connection it was given.
class holder {
 public:
  holder(wire::connection on, std::chrono::milliseconds patience) : on_(std::move(on)), patience_(patience) {}

  /// The process id of the server connection; none where the pool gives none.
  [[nodiscard]] std::optional<int> take() {
    auto const limit = wire::clock::now() + for_a_server + std::min(patience_, 1000ms);
    auto const got = on_.talk().exchange(unnamed("select pg_backend_pid()", {}, verb::flush), limit);
    if (got.status != wire::ending::complete || got.rows.size() != 1 || !got.rows[0].at(0))
      return std::nullopt;
    pid_ = wire::read_number<int>(*got.rows[0][0]);
    return pid_;
  }

  void drop(std::string const& mark, swept& into) {
    // A pooler may take a statement that begins with DEALLOCATE for itself.
    auto const sql =
        "select name, format('/**/ deallocate %I', name) from pg_prepared_statements where statement like $1";
    auto const until = wire::clock::now() + patience_;
    auto const found = on_.talk().exchange(unnamed(sql, {"%" + mark + "%"}, verb::flush), until);
    for (auto const& row : found.rows) {
      if (row.size() != 2 || !row[0] || !row[1]) continue;
      auto const gone = on_.talk().exchange(unnamed(*row[1], {}, verb::flush), until);
      if (gone.status == wire::ending::complete && !gone.error) {
        ++into.dropped;
      } else {
        into.left.push_back({pid_.value_or(0), "prepared statement", *row[0]});
      }
    }
  }

  void let_go() { (void)on_.talk().exchange({{{verb::sync, ""}, {}, {}}}, wire::clock::now() + patience_); }

 private:
  wire::connection on_;
  std::chrono::milliseconds patience_;
  std::optional<int> pid_;
};

}  // namespace

swept sweep_pool(target const& to, int most, std::string const& mark, std::chrono::milliseconds patience) {
  wire::interrupt_shield const shield;
  swept all;
  std::deque<holder> holders;
  std::set<int> taken;
  while (static_cast<int>(holders.size()) < most && !all.pool_size) {
    auto opened = wire::connection::open(to, wire::clock::now() + patience);
    auto* on = std::get_if<wire::connection>(&opened);
    if (on == nullptr) break;
    auto& next = holders.emplace_back(std::move(*on), patience);
    if (auto const pid = next.take()) {
      taken.insert(*pid);
      continue;
    }
    holders.pop_back();
    all.pool_size = static_cast<int>(taken.size());
  }
  for (auto& h : holders) h.drop(mark, all);
  for (auto& h : holders) h.let_go();
  return all;
}

}  // namespace poolprobe::bench
