// A CancelRequest with the key of the login ends what that connection runs, with 57014 (protocol, "Canceling
// Requests in Progress"). A pooler gives out keys of its own and must find the right server connection.
#include "probes/probes.hpp"

namespace poolprobe {
namespace {

using cancelled = wire::connection::cancelled;
using namespace std::chrono_literals;

}  // namespace

observation cancel(stage& on) {
  auto& a = on.client("A");
  // Not where the server itself would end it with the same SQLSTATE.
  auto const sleep = stage::unnamed(
      "select pg_sleep(1) from pg_settings where name = 'statement_timeout' and setting::int not between 1 "
      "and 2000");
  auto const held = a.run("H");  // on a server connection, so the query starts at once
  if (!held.ok()) return on.expect(held).accepted().otherwise({});
  auto seen = a.run("P() B E S", sleep, 20ms);
  if (seen.ok()) return unknown("statement_timeout is too short to tell a cancelled query from a late one");
  if (!a.waiting()) return on.expect(seen).accepted().otherwise({});
  // A request that comes before the query has begun has no effect, so there may be a second one.
  for (int i = 0; i < 2 && a.waiting(); ++i) {
    auto const how = on.cancel(a);
    if (how == cancelled::no_key) {
      (void)a.await();
      return {outcome::breaks, {}, "client A gets ERROR 57014", "the login gave no key to cancel with"};
    }
    seen = a.await(300ms);
    if (how != cancelled::sent && a.waiting()) {
      (void)a.await();
      return unknown("the cancel request could not be delivered");
    }
  }
  if (a.waiting()) seen = a.await();
  if (seen.answer.error && seen.answer.error->sqlstate == "57014") {
    ++on.cost.pooler_log_lines;
    return {outcome::works, {}, "client A gets ERROR 57014", "client A got " + seen.text()};
  }
  if (!seen.ok()) return on.expect(seen).accepted().otherwise({});
  return {outcome::breaks, {}, "client A gets ERROR 57014", "client A's query ran to its end all the same"};
}

}  // namespace poolprobe
