// A CancelRequest with the key of the login ends the query that the connection runs, with 57014 (protocol,
// "Canceling Requests in Progress"). A pooler gives out keys of its own and must find the right server
// connection.
#include <fmt/format.h>

#include "probes/probe.hpp"
#include "testbed/cancel_request.hpp"

namespace poolprobe::probes {
namespace {

using cancelled = wire::connection::cancelled;
using namespace std::chrono_literals;

constexpr std::string_view expected = "client A gets ERROR 57014";
/// A slower request may have arrived after the end of the query: nothing follows from it.
constexpr double soon_ms = 1000;
/// At long round-trip times fewer requests must be enough.
constexpr auto enough = 150ms;
/// Of two processes each of which takes half of the requests, all of so many go to the right one in one run
/// of 4096.
constexpr int against_chance = 12;

/// Each request is a new connection. Where several processes share an address, it may reach one that does not
/// know the key. A key that is the server connection's own needs no pooler to find it, but a balancer that
/// passes the bytes on may send the request to another server.
int wanted_requests(testbed const& on, client const& a) {
  auto const* login_facts = a.login_facts();
  auto const own_key = login_facts != nullptr && a.backend() && login_facts->key_pid == *a.backend();
  if (on.servers.several_processes) return against_chance;
  return own_key && !on.servers.relayed ? 1 : 3;
}

/// So many are sent at any distance: with one alone a balancer that takes turns looks right or wrong by
/// chance.
int least_requests(testbed const& on) {
  if (on.servers.several_processes) return against_chance;
  return on.servers.relayed ? 2 : 1;
}

/// Sleeps for two seconds, but first sends two rows: the second is longer than the server's output buffer (8
/// kB, src/backend/libpq/pqcomm.c), so the first arrives and shows that the query runs. Nothing where the
/// server itself would end the query with the same SQLSTATE.
statement sleep() {
  auto result = testbed::unnamed(
      "select case n when 1 then 'begun' when 2 then repeat('x', 9000) else pg_sleep(2)::text end"
      " from generate_series(1, 3) as n, pg_settings"
      " where name = 'statement_timeout' and setting::int not between 1 and 4000");
  result.shown = "select pg_sleep(2) ...";
  return result;
}

/// Sends one request for one query. `works` if it ended that query.
probe_result cancel_once(testbed& on, client& a) {
  auto seen = a.run("P() B E S", sleep(), 5ms);
  for (int i = 0; i < 50 && a.waiting() && seen.answer.rows.empty(); ++i) seen = a.await(20ms);
  if (seen.ok()) return unknown("statement_timeout is too short to tell a cancelled query from a late one");
  if (!a.waiting()) return on.expect(seen).accepted().otherwise({});
  auto const begun = !seen.answer.rows.empty();
  auto const [how, ms] = on.cancel(a);
  seen = a.await(2500ms);
  if (how == cancelled::no_key)
    return {outcome::breaks, {}, std::string(expected), "the login gave no key to cancel with"};
  if (how != cancelled::sent) return unknown("the cancel request could not be delivered");
  if (seen.answer.error && seen.answer.error->sqlstate == "57014") {
    return {outcome::works, {}, std::string(expected), "client A got " + seen.text()};
  }
  if (!seen.ok()) return on.expect(seen).accepted().otherwise({});
  if (!begun || ms > soon_ms) return unknown("the query and the cancel request may have missed each other");
  return {outcome::breaks, {}, std::string(expected), "client A's query ran to its end all the same"};
}

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto const start = wire::clock::now();
  auto seen = cancel_once(on, a);
  int sent = 1;
  auto const more = [&] {
    return sent < wanted_requests(on, a) &&
           (sent < least_requests(on) || wire::clock::now() - start < enough);
  };
  for (; seen.outcome == outcome::works && more(); ++sent) seen = cancel_once(on, a);
  if (sent > 1 && seen.outcome == outcome::breaks) {
    seen.observed +=
        fmt::format("; {} other(s) could be cancelled: requests come to several processes", sent - 1);
  } else if (sent > 1 && seen.outcome == outcome::works) {
    seen.observed += fmt::format(", {} times of {}", sent, sent);
  }
  return seen;
}

}  // namespace

extern constexpr probe cancel{
    .code = "PP405",
    .id = "protocol/cancel",
    .feature = "cancel requests",
    .requirement = "a cancel request ends the query that it is for",
    .holds = "a running query can be cancelled",
    .fails = "a running query cannot be cancelled",
    .fixes = {"pooler: with several processes or replicas behind one address, PgBouncer 1.19 or later with "
              "peering ([peers], peer_id)",
              "server: a statement_timeout, which needs no request to arrive"},
    .needs = needs::one_client,
    .side_effects = side_effects::log_line,
    .opens_another = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
