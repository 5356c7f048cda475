#include "bench/load/prepared_statement_cleanup.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>

#include "bench/load/try_user_query.hpp"
#include "wire/connection.hpp"
#include "wire/interruptible_wait.hpp"
#include "wire/number.hpp"

namespace poolprobe::bench {
namespace {

using namespace std::chrono_literals;
using notation::verb;

/// Time for the pool to provide one more server connection; opening one takes a few milliseconds.
constexpr auto for_a_server = 500ms;
/// Other clients may have some of them for a moment, for example another poolprobe that cleans up at the same
/// time. Each further round may make the pool open one more server connection, so there are few rounds, each
/// after twice the pause.
constexpr int rounds = 6;
constexpr auto first_pause = 100ms;
/// The most server connections held at once.
constexpr int most = 500;

/// A client that keeps the server connection that it was given.
class holder {
 public:
  holder(wire::connection on, std::chrono::milliseconds patience) : on_(std::move(on)), patience_(patience) {}

  /// The process id of the server connection; none when the pool gives none.
  [[nodiscard]] std::optional<int> take() {
    auto const limit = wire::clock::now() + for_a_server + std::min(patience_, 1000ms);
    auto const got = on_.talk().exchange(unnamed("select pg_backend_pid()", {}, verb::flush), limit);
    if (got.status != wire::ending::complete || got.rows.size() != 1 || !got.rows[0].at(0))
      return std::nullopt;
    pid_ = wire::read_number<int>(*got.rows[0][0]);
    return pid_;
  }

  /// Server connections, and the address of the pooler that they come from.
  struct neighbours {
    std::string from;
    std::set<int> pids;
  };
  /// The user's current server connections that come from the same address as this one.
  [[nodiscard]] neighbours all_servers() {
    auto const sql =
        "select pid, coalesce(host(client_addr), '') from pg_stat_activity where datname = "
        "current_database() "
        "and usename = current_user and client_addr is not distinct from inet_client_addr()";
    auto const got = on_.talk().exchange(unnamed(sql, {}, verb::flush), wire::clock::now() + patience_);
    neighbours all;
    for (auto const& row : got.rows) {
      if (row.size() != 2 || !row[0] || !row[1]) continue;
      if (auto const pid = wire::read_number<int>(*row[0])) all.pids.insert(*pid);
      all.from = *row[1];
    }
    return all;
  }

  void drop(std::string const& mark, cleaned_statements& into) {
    // Some poolers handle a statement that begins with DEALLOCATE themselves.
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
        into.left.push_back({pid_.value_or(0), residue_kind::prepared_statement, *row[0]});
      }
    }
  }

  void pass() { (void)on_.talk().exchange({{{verb::sync, ""}, {}, {}}}, wire::clock::now() + patience_); }

 private:
  wire::connection on_;
  std::chrono::milliseconds patience_;
  std::optional<int> pid_;
};

/// Sweeps the idle server connections, round by round.
class sweeper {
 public:
  sweeper(target const& to, int clients, std::string const& mark, std::chrono::milliseconds patience)
      : to_(&to), clients_(std::min(clients, most)), mark_(&mark), patience_(patience) {}

  /// Takes one server connection after the other, until it has taken all that existed when it began, or until
  /// the pool opens a new one, as a pool does when no other is idle.
  void round() {
    std::deque<holder> holders;
    std::set<std::string> seen;
    busy_ = false;
    for (auto fresh = false; !fresh && static_cast<int>(holders.size()) < most;) {
      auto opened = wire::connection::open(*to_, wire::clock::now() + patience_);
      auto* on = std::get_if<wire::connection>(&opened);
      if (on == nullptr) {
        busy_ = holders.empty();  // no client could log in, so nothing was checked
        break;
      }
      auto& next = holders.emplace_back(std::move(*on), patience_);
      auto const pid = next.take();
      if (!pid) {
        holders.pop_back();
        exhausted(static_cast<int>(holders.size()));
        break;
      }
      if (!known_.contains(*pid) || holders.size() == 1) look_around(next.all_servers(), seen);
      fresh = known_.insert(*pid).second;
      for (auto& [from, pids] : unvisited_) pids.erase(*pid);
      if (unvisited() == 0 && static_cast<int>(holders.size()) >= clients_) break;
    }
    for (auto& h : holders) h.drop(*mark_, found_);
    for (auto& h : holders) h.pass();
  }
  [[nodiscard]] bool done() const { return !busy_ && unvisited() == 0; }
  [[nodiscard]] cleaned_statements found() const {
    auto all = found_;
    all.in_use = std::max(unvisited(), busy_ ? 1 : 0);
    return all;
  }

 private:
  /// The pool gives no further server connection. If it gave none at all, other clients have them.
  void exhausted(int held) {
    busy_ = held == 0;
    if (held > 0) found_.pool_size = std::max(found_.pool_size.value_or(0), held);
  }

  /// Lists the server connections, once a round for each pooler that answers behind the address.
  void look_around(holder::neighbours const& now, std::set<std::string>& seen) {
    if (!seen.insert(now.from).second) return;
    auto const [there, first] = unvisited_.emplace(now.from, now.pids);
    if (first) known_.insert(now.pids.begin(), now.pids.end());
    std::erase_if(there->second, [&now](int pid) { return !now.pids.contains(pid); });
  }

  [[nodiscard]] int unvisited() const {
    std::size_t all = 0;
    for (auto const& [from, pids] : unvisited_) all += pids.size();
    return static_cast<int>(all);
  }

  target const* to_;
  int clients_;
  std::string const* mark_;
  std::chrono::milliseconds patience_;
  std::set<int> known_;  ///< those that existed when it began, and those opened for us
  /// Of those that existed when it began, by the address of their pooler.
  std::map<std::string, std::set<int>> unvisited_;
  bool busy_ = false;  ///< the last round got no server connection
  cleaned_statements found_;
};

}  // namespace

cleaned_statements drop_prepared_statements(target const& to, int clients, std::string const& mark,
                                            std::chrono::milliseconds patience) {
  wire::interrupt_shield const shield;
  sweeper sweeps(to, clients, mark, patience);
  std::minstd_rand random(std::random_device{}());
  std::uniform_int_distribution<int> percent(50, 150);  // so that two of us do not stay in step
  sweeps.round();
  auto pause = first_pause;
  for (int i = 1; i < rounds && !sweeps.done(); ++i, pause *= 2) {
    (void)wire::pause_for(pause * percent(random) / 100);
    sweeps.round();
  }
  return sweeps.found();
}

}  // namespace poolprobe::bench
