// What a run leaves out when it is told to, on a real pooler.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// A tracking PgBouncer, behind which everything that most need works.
struct place {
  lab::postgres server{any_postgres()};
  lab::pgbouncer pooler{server_or_skip("pgbouncer", "1.24"), server};
};

}  // namespace

TEST_CASE("what is required and not selected is skipped, and costs the green verdict") {
  place const at;
  auto const some = check_json(at.pooler.url("transaction"), {"--only", "pp101,PP201"});
  CHECK(some.exit_code == 4);
  CHECK(outcome_of(some.run, "PP101") == "works");
  CHECK(outcome_of(some.run, "PP102") == "skipped");
  CHECK(outcome_of(some.run, "PP201") == "leaks");
  CHECK(outcome_of(some.run, "PP406") == "missing");
  auto const less = check_json(at.pooler.url("transaction"), {"--skip", "session,protocol"});
  CHECK(less.exit_code == 0);
  CHECK(outcome_of(less.run, "PP201") == "missing");
}

TEST_CASE("a selection that has all that is required can be green") {
  place const at;
  auto url = at.pooler.url("transaction");
  url.replace(0, url.find(':'), "postgresql+psycopg2");
  CHECK(check_json(url, {"--only", "protocol/simple-query,protocol/transaction-block"}).exit_code == 0);
}

TEST_CASE("no probe begins after the deadline, and what was begun is cleaned up") {
  place const at;  // in the pool of one server the survey waits longer than that for a second one
  auto const seen = check_json(at.pooler.url("one"), {"--deadline", "0.3"});
  CHECK(seen.exit_code == 4);
  CHECK(outcome_of(seen.run, "PP101") == "skipped");
  CHECK(outcome_of(seen.run, "PP406") == "skipped");
  CHECK(seen.run["findings"][0]["summary"] == "not run: the deadline of 0.3 s was reached");
  CHECK(leftovers({at.pooler.url("one")}, at.server.url()).empty());
}

TEST_CASE("two connections are enough, and no more are opened") {
  place const at;
  for (auto const* pool : {"transaction", "session", "statement"}) {
    CAPTURE(pool);
    auto const usual = check_json(at.pooler.url(pool));
    auto const narrow = check_json(at.pooler.url(pool), {"--max-connections", "2"});
    CHECK(narrow.run["cost"]["peak_connections"] == 2);
    CHECK(narrow.exit_code == usual.exit_code);
    for (auto const* code : {"PP101", "PP102", "PP103", "PP104", "PP105", "PP201", "PP406"}) {
      CHECK(outcome_of(narrow.run, code) == outcome_of(usual.run, code));
    }
  }
}
