#include "support/inspector.hpp"

#include <fmt/format.h>

#include <chrono>
#include <set>
#include <stdexcept>

#include "connection_text/find_target.hpp"
#include "wire/connection.hpp"

namespace poolprobe::testing {
namespace {

using namespace std::chrono_literals;

wire::deadline soon() { return wire::clock::now() + 5s; }

/// Runs the SQL as the unnamed statement; `end` is "S", or "H" to keep the server connection.
wire::answer ask(wire::connection& through, std::string const& sql, std::string const& end,
                 wire::deadline until) {
  std::vector<wire::request> requests;
  for (auto const& s : notation::parse_notation("P() B E " + end)) requests.push_back({s, sql, {}});
  auto answer = through.talk().exchange(requests, until);
  if (answer.error) throw std::runtime_error(answer.error->text());
  return answer;
}

wire::connection connect(std::string const& url) {
  auto opened = wire::connection::open(parse_target(url, "test"), soon());
  if (auto const* failure = std::get_if<wire::open_failure>(&opened))
    throw std::runtime_error(failure->message);
  return std::get<wire::connection>(std::move(opened));
}

/// What a session leaves behind, each line starting with the backend's pid.
constexpr auto everything =
    "select pg_backend_pid() || ': ' || what from ("
    "  select 'visited' as what"
    "  union all select 'statement ' || name || ' ' || statement from pg_prepared_statements"
    "  union all select 'channel ' || c from pg_listening_channels() c"
    "  union all select 'lock' from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
    "  union all select name || ' ' || setting from pg_settings where name in ('geqo_seed', "
    "'extra_float_digits', 'search_path', 'IntervalStyle', 'statement_timeout') and setting <> reset_val"
    "  union all select name || ' set in the session' from pg_settings where name in ('geqo_seed', "
    "'extra_float_digits', 'search_path', 'statement_timeout') and source = 'session' and setting = reset_val"
    // A pooler may set what the server reports, and PostgreSQL 18 reports this one.
    "  and (name <> 'search_path' or current_setting('server_version_num')::int < 180000)"
    "  union all select 'cursor ' || name from pg_cursors where name <> ''"
    "  union all select 'temporary ' || relname from pg_class where relnamespace = pg_my_temp_schema()"
    ") as found";

std::set<std::string> pooled_backends(wire::connection& direct) {
  std::set<std::string> pids;
  auto const answer =
      ask(direct,
          "select pid from pg_stat_activity where datname = 'app' and backend_type = 'client backend'"
          " and pid <> pg_backend_pid()",
          "S", soon());
  for (auto const& row : answer.rows) pids.insert(row.at(0).value_or(""));
  return pids;
}

void release(std::vector<wire::connection>& holders) {
  for (auto& h : holders) (void)h.talk().exchange({{{notation::verb::sync, ""}, {}, {}}}, soon());
}

/// Visits the idle server connections of one pool, holding each until all have been seen: until the pool
/// gives one that is not in `known`, or none at all.
void visit(std::string const& pool, std::set<std::string>& known, std::set<std::string>& unvisited,
           std::set<std::string>& found) {
  std::vector<wire::connection> visitors;
  for (auto fresh = false; !fresh && !unvisited.empty();) {
    visitors.push_back(connect(pool));
    auto const answer = ask(visitors.back(), everything, "H", wire::clock::now() + 500ms);
    if (answer.status != wire::ending::complete) break;  // the pool is exhausted
    for (auto const& row : answer.rows) {
      auto const line = row.at(0).value_or("");
      if (line.ends_with(": visited")) {
        auto const pid = line.substr(0, line.find(':'));
        unvisited.erase(pid);
        fresh = known.insert(pid).second;
      } else {
        found.insert(line);
      }
    }
  }
  release(visitors);
}

/// The server lists a backend for a moment longer than its client is connected.
void forget_ending(wire::connection& direct, std::set<std::string>& unvisited) {
  for (auto const until = soon(); !unvisited.empty() && wire::clock::now() < until;) {
    auto const alive = pooled_backends(direct);
    std::erase_if(unvisited, [&alive](auto const& pid) { return !alive.contains(pid); });
    (void)wire::pause_for(10ms);
  }
}

}  // namespace

std::vector<std::string> leftovers(std::vector<std::string> const& pools, std::string const& direct) {
  auto server = connect(direct);
  auto known = pooled_backends(server);
  auto unvisited = known;
  std::set<std::string> found;
  // Where several processes share a port, a visitor reaches any of them, and each has a pool of its own.
  constexpr int rounds = 20;
  for (int i = 0; i < rounds && !unvisited.empty(); ++i) {
    for (auto const& pool : pools) visit(pool, known, unvisited, found);
  }
  forget_ending(server, unvisited);
  for (auto const& pid : unvisited) found.insert(pid + ": not visited");
  return {found.begin(), found.end()};
}

void leave_behind(std::string const& pool, std::string const& sql) {
  auto careless = connect(pool);
  (void)ask(careless, sql, "S", soon());
}

void fill(std::string const& pool, int servers) {
  std::vector<wire::connection> clients;
  for (int i = 0; i < servers; ++i) {
    clients.push_back(connect(pool));
    if (ask(clients.back(), "select", "H", soon()).status != wire::ending::complete)
      throw std::runtime_error("the pool gives no more server connections");
  }
  release(clients);
}

}  // namespace poolprobe::testing
