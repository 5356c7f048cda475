// A CancelRequest with the key of the login ends what that connection runs, with 57014 (protocol, "Canceling
// Requests in Progress"). A pooler gives out keys of its own and must find the right server connection.
#include "probes/probes.hpp"

namespace poolprobe {
namespace {

using cancelled = wire::connection::cancelled;
using namespace std::chrono_literals;

constexpr std::string_view expected = "client A gets ERROR 57014";
constexpr int most_requests = 2;
/// A request that took longer may have come when the query was over: nothing follows from it.
constexpr double soon_ms = 300;

/// Not where the server itself would end it with the same SQLSTATE.
statement sleep() {
  return stage::unnamed(
      "select pg_sleep(2) from pg_settings where name = 'statement_timeout' and setting::int not between 1 "
      "and 4000");
}

observation outcome_of(stage const& on, reaction const& seen, int requests, bool in_time) {
  if (seen.answer.error && seen.answer.error->sqlstate == "57014") {
    if (requests != 1) return unknown("only the second of two cancel requests had an effect");
    return {outcome::works, {}, std::string(expected), "client A got " + seen.text()};
  }
  if (!seen.ok()) return on.expect(seen).accepted().otherwise({});
  if (requests < most_requests || !in_time)
    return unknown("the cancel requests took too long to be delivered");
  return {outcome::breaks, {}, std::string(expected), "client A's query ran to its end all the same"};
}

}  // namespace

observation cancel(stage& on) {
  auto& a = on.client("A");
  auto const held = a.run("H");  // on a server connection, so the query starts at once
  if (!held.ok()) return on.expect(held).accepted().otherwise({});
  auto seen = a.run("P() B E S", sleep(), 20ms);
  if (seen.ok()) return unknown("statement_timeout is too short to tell a cancelled query from a late one");
  int requests = 0;
  bool in_time = true;
  while (a.waiting() && requests < most_requests) {
    auto const [how, ms] = on.cancel(a);
    ++requests;
    in_time = in_time && ms < soon_ms;
    if (how != cancelled::sent) {
      (void)a.await(2s);
      if (how != cancelled::no_key) return unknown("the cancel request could not be delivered");
      return {outcome::breaks, {}, std::string(expected), "the login gave no key to cancel with"};
    }
    seen = a.await(300ms);
  }
  if (a.waiting()) seen = a.await(2s);
  return outcome_of(on, seen, requests, in_time);
}

}  // namespace poolprobe
