// Poolers that answer the clean-up oddly: it ends soon, opens few connections, and says what it left.
#include <doctest/doctest.h>

#include "connection_text/find_target.hpp"
#include "support/scripted_pool.hpp"
#include "testbed/testbed.hpp"
#include "testbed/undo.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// What remains of a client that said LISTEN, and what the clean-up took.
struct cleaned {
  std::vector<residue> left;
  std::string channel;
  int connections = 0;
  int unlistens = 0;
  double seconds = 0;
};

cleaned clean_up_after_listen(pool_quirks how) {
  scripted_pool pool(how);
  scripted_server const server(pool.answers());
  auto const where = parse_target(server.url(), "test");
  testbed on(where, {});
  auto const channel = on.fresh_name();
  auto const made = on.client("A").run("P() B E S", testbed::unnamed("listen " + channel),
                                       [channel] { return undo::channel(channel); });
  REQUIRE(made.ok());
  auto const begun = wire::clock::now();
  auto left = on.clean_up();
  auto const took = wire::milliseconds(wire::clock::now() - begun).count();
  return {std::move(left), channel, pool.logins(), pool.unlistens(), took / 1000};
}

}  // namespace

TEST_CASE("a pooler that passes everything on is left clean") {
  auto const seen = clean_up_after_listen({});
  CHECK(seen.left.empty());
  CHECK(seen.unlistens == 1);
  CHECK(seen.connections == 1);
}

TEST_CASE(
    "PgDog 0.1.52 answers UNLISTEN beside another statement with CommandComplete and ReadyForQuery only") {
  auto const seen = clean_up_after_listen({.short_unlisten = true});
  CHECK(seen.connections <= 12);
  CHECK(seen.seconds < 3);
  REQUIRE(seen.left.size() == 1);
  CHECK(seen.left.front().kind == residue_kind::channel);
  CHECK(seen.left.front().name == seen.channel);
  auto const& tried = seen.left.front().tried;
  CHECK_MESSAGE(tried.starts_with("tried 3 times: unlisten " + seen.channel + ": "), tried);
}

TEST_CASE("PgDog keeps LISTEN to itself: no server connection has the channel, and none is told of it") {
  auto const seen = clean_up_after_listen({.short_unlisten = true, .own_listen = true});
  CHECK(seen.left.empty());
  CHECK(seen.unlistens == 0);
  CHECK(seen.connections == 1);
}

TEST_CASE("the question for the backend does not travel with a Bind of an earlier unnamed statement") {
  scripted_pool pool({.looks_up_at_sync = true});
  scripted_server const server(pool.answers());
  auto const where = parse_target(server.url(), "test");
  testbed on(where, {});
  auto& a = on.client("A");
  auto const asked = testbed::unnamed("select 42");
  REQUIRE(a.run("P() S", asked).ok());
  auto const seen = a.run("B E S", asked);
  CHECK_MESSAGE(seen.ok(), seen.text());
  CHECK(seen.backend.has_value());
}
