// One PgBouncer behind another: what the first one announces holds only for its own part of the path.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "lab/run_in_short.hpp"
#include "relay/relay.hpp"
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

/// As `chain`, each keeps that many statements on a server connection.
struct kept {
  lab::postgres server{any_postgres()};
  other_pooler back;
  other_pooler front;

  kept(char const* front_series, std::string const& front_keeps, char const* back_series,
       std::string const& back_keeps)
      : back(pgbouncer_before(server_or_skip("pgbouncer", back_series), server.port(), "app", "transaction",
                              "max_prepared_statements = " + back_keeps + "\n")),
        front(pgbouncer_before(server_or_skip("pgbouncer", front_series), back.port(), "app", "transaction",
                               "max_prepared_statements = " + front_keeps + "\n")) {}
};

/// What is said of that probe's caveat of a driver as it comes; "" where there is none.
std::string caveat_of(nlohmann::json const& run, std::string_view driver, std::string_view code) {
  for (auto const& d : run["drivers"]) {
    if (d["driver"] != driver || d["config"] != "") continue;
    for (auto const& c : d["caveats"]) {
      if (c["code"] == code) return c["summary"].get<std::string>();
    }
  }
  return {};
}

std::string answer(checked const& seen) {
  auto text = fmt::format("{} {}", seen.exit_code, pooler_in_short(seen.run));
  for (auto const* code : {"PP101", "PP102", "PP103", "PP104", "PP201"})
    text += fmt::format(" {}", outcome_of(seen.run, code));
  return text;
}

void always(chain const& through, std::string const& expected) {
  for (int i = 0; i < 10; ++i) {
    auto const seen = check_json(through.front.url());
    CHECK(answer(seen) == expected);
    if (answer(seen) != expected) MESSAGE(steps_of(seen.run, "PP201"));
  }
  for (auto const& line : leftovers({through.front.url()}, through.server.url())) FAIL_CHECK(line);
}

constexpr auto old_range = ">= 1.16, < 1.20";
constexpr auto new_range = ">= 1.23, < 1.26";
constexpr auto untracked = "breaks 42P05 breaks 26000 wrong_answer wrong_answer leaks";
constexpr auto tracked = "works works works wrong_answer leaks";

}  // namespace

TEST_CASE("behind an announced session mode a transaction pool is found, and judged") {
  always({"1.26", "session", "1.18", "transaction"},
         fmt::format("1 pgbouncer 1.26.1 transaction unsupported 2 {}", untracked));
  always({"1.26", "session", "1.24", "transaction"},
         fmt::format("0 pgbouncer 1.26.1 transaction supported 2 {}", tracked));
}

TEST_CASE("a session mode that says nothing is not seen, what lies behind it is") {
  always({"1.24", "session", "1.18", "transaction"},
         fmt::format("1 pgbouncer {} transaction unsupported 1 {}", new_range, untracked));
}

TEST_CASE("a transaction pool in front of sessions is a transaction pool") {
  always({"1.24", "transaction", "1.24", "session"},
         fmt::format("0 pgbouncer {} transaction supported 1 {}", new_range, tracked));
}

TEST_CASE("two poolers that both announce themselves are counted") {
  always({"1.26", "transaction", "1.26", "transaction"},
         fmt::format("0 pgbouncer 1.26.1 transaction unknown 2 {}", tracked));
  always({"1.26", "session", "1.26", "transaction"},
         fmt::format("0 pgbouncer 1.26.1 transaction supported 2 {}", tracked));
}

TEST_CASE("an older pooler that passes the announcement of a newer one on is told from it") {
  always({"1.24", "transaction", "1.26", "transaction"},
         fmt::format("0 pgbouncer {} transaction unknown 2 {}", new_range, tracked));
  always({"1.24", "statement", "1.26", "transaction"},
         fmt::format("0 pgbouncer {} statement unknown 2 {}", new_range, tracked));
}

TEST_CASE("a pooler too old to track statements breaks them in front of one that does") {
  for (auto const* back : {"1.24", "1.26"}) {
    CAPTURE(std::string(back));
    chain const through("1.18", "transaction", back, "transaction");
    auto const seen = check_json(through.front.url());
    CHECK(pooler_in_short(seen.run) == fmt::format("pgbouncer {} transaction unknown 2", old_range));
    CHECK(seen.exit_code == 1);
    CHECK(outcome_of(seen.run, "PP101") == "breaks 08P01");
    CHECK(outcome_of(seen.run, "PP102") == "breaks 08P01");
  }
}

TEST_CASE("two poolers that both drop statements: an older one next to the server loses count") {
  struct pair {
    char const *front, *back, *front_keeps, *back_keeps;
    bool breaks;
  };
  for (auto const& p : {pair{"1.24", "1.24", "200", "200", true}, pair{"1.26", "1.24", "3", "200", true},
                        pair{"1.24", "1.24", "200", "3", true}, pair{"1.24", "1.26", "3", "3", false},
                        pair{"1.26", "1.26", "200", "200", false}}) {
    CAPTURE(std::string(p.front) + " before " + p.back);
    kept const through(p.front, p.front_keeps, p.back, p.back_keeps);
    auto const seen = check_json(through.front.url(), {"--driver", "asyncpg", "--require", "errors"});
    CHECK(outcome_of(seen.run, "PP113") == (p.breaks ? "breaks" : "works"));
    CHECK(caveat_of(seen.run, "asyncpg", "PP113") ==
          (p.breaks ? "other clients wait without end, where more statements are in use than the poolers keep"
                    : ""));
    if (p.breaks) CHECK(seen.exit_code == 1);
    for (auto const& line : leftovers({through.front.url()}, through.server.url())) FAIL_CHECK(line);
  }
}

TEST_CASE("a strict driver ends its connection where the poolers lose count") {
  kept const through("1.24", "200", "1.24", "200");
  auto const seen = check_json(through.front.url(), {"--driver", "pgjdbc"});
  CHECK(caveat_of(seen.run, "pgjdbc", "PP113").starts_with("the driver ends with"));
  CHECK(
      caveat_of(check_json(through.front.url(), {"--driver", "psycopg2"}).run, "psycopg2", "PP113").empty());
}

TEST_CASE("a TCP proxy is no pooler, and is told of") {
  lab::postgres const server(any_postgres());
  relay const between({"127.0.0.1", std::to_string(server.port())});
  for (int i = 0; i < 5; ++i) {
    auto const seen = check_json(url_at(between.port(), "app"));
    CHECK(seen.exit_code == 0);
    CHECK(pooler_in_short(seen.run) == "none - none supported 0");
    CHECK(all_but_works(seen.run).empty());
    CHECK(evidence_for(seen.run, "route").starts_with("we send from TCP port "));
  }
  auto const direct = check_json(server.url());
  CHECK(evidence_for(direct.run, "route", "means") == "nobody is in between");
}

TEST_CASE("a TCP proxy in front of a pooler is no second one") {
  lab::postgres const server(any_postgres());
  auto const pooler =
      pgbouncer_before(server_or_skip("pgbouncer", "1.24"), server.port(), "app", "transaction");
  relay const between({"127.0.0.1", std::to_string(pooler.port())});
  auto const seen = check_json(url_at(between.port(), "app"));
  CHECK(answer(seen) == fmt::format("0 pgbouncer {} transaction supported 1 {}", new_range, tracked));
}
