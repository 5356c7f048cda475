// One PgBouncer behind another: what the first says holds only for its own part of the way.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "support/inspector.hpp"
#include "support/other_poolers.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

struct chain {
  lab::postgres server{any_postgres()};
  other_pooler back;
  other_pooler front;

  chain(char const* front_series, std::string const& front_mode, char const* back_series,
        std::string const& back_mode)
      : back(pgbouncer_before(server_or_skip("pgbouncer", back_series), server.port(), "app", back_mode)),
        front(pgbouncer_before(server_or_skip("pgbouncer", front_series), back.port(), "app", front_mode)) {}
};

std::string answer(checked const& seen) {
  auto const& pooler = seen.run["pooler"];
  auto text =
      fmt::format("{} layers={} {} {}", seen.exit_code, pooler["layers"].get<int>(),
                  pooler["pool_mode"].get<std::string>(), pooler["prepared_statements"].get<std::string>());
  for (auto const* code : {"PP101", "PP102", "PP103", "PP104", "PP201"})
    text += fmt::format(" {}", outcome_of(seen.run, code));
  return text;
}

void always(chain const& through, std::string const& expected) {
  for (int i = 0; i < 20; ++i) CHECK(answer(check_json(through.front.url())) == expected);
  for (auto const& line : leftovers({through.front.url()}, through.server.url())) FAIL_CHECK(line);
}

}  // namespace

TEST_CASE("behind an announced session mode a transaction pool is found, and judged") {
  always({"1.26", "session", "1.18", "transaction"},
         "1 layers=2 transaction unsupported breaks 42P05 breaks 26000 wrong_answer wrong_answer leaks");
  always({"1.26", "session", "1.24", "transaction"},
         "0 layers=2 transaction supported works works works wrong_answer leaks");
}

TEST_CASE("a session mode that says nothing is not seen, what lies behind it is") {
  always({"1.24", "session", "1.18", "transaction"},
         "1 layers=1 transaction unsupported breaks 42P05 breaks 26000 wrong_answer wrong_answer leaks");
}

TEST_CASE("a transaction pool in front of sessions is a transaction pool") {
  always({"1.24", "transaction", "1.24", "session"},
         "0 layers=1 transaction supported works works works wrong_answer leaks");
}

TEST_CASE("a pooler too old to track statements in front of one that does") {
  chain const through("1.18", "transaction", "1.24", "transaction");
  auto const seen = check_json(through.front.url());
  MESSAGE(answer(seen));
  CHECK(seen.run["pooler"]["layers"] == 2);
  CHECK(seen.run["pooler"]["prepared_statements"] == "unknown");
  CHECK(seen.exit_code != 0);
}
