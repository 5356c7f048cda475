// What is said of drivers before anything is connected to.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/scratch.hpp"
#include "support/run_program.hpp"

using namespace poolprobe::testing;

namespace {

bool has(std::string const& text, std::string_view words) { return text.find(words) != std::string::npos; }

nlohmann::json offline(std::string const& text, int exit_code, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"check", "--offline", "-o", "json"});
  auto const run = run_poolprobe(invocation{std::move(more), {{"DATABASE_URL", text}}});
  CHECK(run.exit_code == exit_code);
  CHECK(run.err.empty());
  return nlohmann::json::parse(run.out, nullptr, false);
}

std::string refusal(std::vector<std::string> arguments) {
  auto const run = run_poolprobe(std::move(arguments));
  CHECK(run.exit_code == 2);
  CHECK(run.out.empty());
  return run.err;
}

}  // namespace

TEST_CASE("a text that is only looked at is never found compatible") {
  auto const run = offline("postgresql+asyncpg://app@nowhere.invalid:6432/db", 4);
  CHECK(run["target"]["offline"] == true);
  CHECK(run["target"]["advice"][0]["kind"] == "pooled");
  CHECK(run["verdict"]["status"] == "inconclusive");
  CHECK(run["drivers"][0]["driver"] == "sqlalchemy-asyncpg");
  CHECK(run["drivers"][0]["outcome"] == "skipped");
  CHECK(run["findings"].empty());
  CHECK(run["cost"]["connections"] == 0);
}

TEST_CASE("a text with which its driver does not start is incompatible without any connection") {
  auto const run = offline("postgresql+psycopg://app@nowhere.invalid/db?prepare_threshold=0", 1);
  CHECK(run["target"]["advice"][0]["kind"] == "fails");
  CHECK(run["target"]["settings_removed"][0]["effect"] == "fails");
  CHECK(run["drivers"][0]["outcome"] == "breaks");
  auto const reason = run["verdict"]["reasons"][0].get<std::string>();
  CHECK(reason ==
        "driver sqlalchemy-psycopg (psycopg 3.2 or later and libpq 17 or later): does not start with "
        "prepare_threshold=0 in the connection text");
}

TEST_CASE("without a driver there is advice on the text all the same") {
  auto const run = offline("postgresql://app@nowhere.invalid/db?statement_timeout=5000", 4);
  CHECK(run["drivers"].empty());
  CHECK(run["target"]["advice"][0]["kind"] == "refused");
}

TEST_CASE("--driver counts for more than the text") {
  auto const run =
      offline("postgresql+psycopg://app@nowhere.invalid/db?prepare_threshold=0", 4, {"--driver", "pgjdbc"});
  CHECK(run["target"]["driver"] == "pgjdbc");
  CHECK(run["drivers"][0]["driver"] == "pgjdbc");
}

TEST_CASE("several drivers are named in a list, with their versions, and a target is never taken for one") {
  auto const both =
      offline("host=nowhere.invalid", 4, {"--require-driver", "php-pdo@PHP=8.4,libpq=17,asyncpg"});
  CHECK(both["target"]["driver"].is_null());
  REQUIRE(both["drivers"].size() >= 2);
  CHECK(both["drivers"][0]["driver"] == "php-pdo");
  CHECK(both["drivers"][1]["driver"] == "asyncpg");
  CHECK(both["drivers"][1]["required"] == true);
  CHECK(both["drivers"][2]["required"] == false);
  CHECK(offline("host=nowhere.invalid", 4,
                {"--require-driver", "pgx", "--driver", "asyncpg"})["drivers"][1]["driver"] == "pgx");
  CHECK(offline("host=nowhere.invalid", 4, {"--drivers"})["drivers"].empty());
  CHECK(has(refusal({"check", "--require-driver", "pgx,asynpg", "host=x"}), "did you mean asyncpg?"));
  CHECK(has(refusal({"check", "--drivers=asynpg", "host=x"}), "--drivers: there is no driver"));
}

TEST_CASE("the screen of a text that is only looked at is readable and short") {
  auto const run = run_poolprobe({"check", "--offline", "jdbc:postgresql://h/d?user=u&prepareThreshold=1"});
  CHECK(run.exit_code == 4);
  check_readable(run.out);
  CHECK(has(run.out, "pgjdbc:threshold-1"));
  CHECK_FALSE(has(run.out, "pooler"));
  CHECK_FALSE(has(run.out, "cost"));
}

TEST_CASE("a driver that is not there is refused with the nearest") {
  CHECK(has(refusal({"check", "--driver", "asynpg", "host=x"}), "did you mean asyncpg?"));
  CHECK(has(refusal({"check", "--driver", "pgjdbc:treshold-0", "host=x"}), "pgjdbc:threshold-0"));
  CHECK(has(refusal({"check", "--driver", "zzzzzz", "host=x"}), "poolprobe list drivers"));
}

TEST_CASE("a version picks the generation, and one that says nothing is refused") {
  auto const run = offline("postgresql://app@nowhere.invalid/db", 4,
                           {"--driver", "sqlalchemy-asyncpg:no-cache@asyncpg=0.30"});
  CHECK(run["target"]["driver"] == "sqlalchemy-asyncpg:no-cache-old");
  CHECK(run["drivers"][0]["holds_for"][0]["before"] == "0.31");
  for (auto const* bad : {"pgx@5.7", "pgx@pgx=five", "pgx@go=1.24", "psycopg2@psycopg2=2.9"}) {
    CAPTURE(bad);
    CHECK(has(refusal({"check", "--driver", bad, "host=x"}), "--driver gives a version"));
  }
}

TEST_CASE("errors, cursors and batches are required of a driver only") {
  for (auto const* word : {"errors", "cursors", "batches", "PP101,errors"}) {
    CAPTURE(word);
    for (std::vector<std::string> const& how :
         {std::vector<std::string>{}, std::vector<std::string>{"--offline"},
          std::vector<std::string>{"--dry-run"}}) {
      auto arguments = how;
      arguments.insert(arguments.begin(), {"check", "--require", word, "postgresql://app@127.0.0.1:1/app"});
      CHECK(has(refusal(arguments), "--require errors, cursors and batches are about a driver"));
    }
  }
}

TEST_CASE("explain --messages prints what a driver sends, one line for each group of messages") {
  auto const run = run_poolprobe({"explain", "psycopg3", "--messages"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("# connect\n# autocommit\nP() B D(P) E S\n"));
  CHECK(has(run.out, "\nP(_pg3_0) S\nB(_pg3_0) D(P) E S\n"));
  CHECK(has(run.out, "\n# close\n# refused\n"));
  CHECK(has(run.out, "\n# batches: cursor.executemany(query, rows)\n"));
  CHECK(has(refusal({"explain", "PP101", "--messages"}), "--messages is for a driver"));
}

TEST_CASE("a driver's page says how what it says is known") {
  auto const run = run_poolprobe({"explain", "pgjdbc:threshold-1"});
  CHECK(run.exit_code == 0);
  CHECK(has(run.out, "A trap: names at the first execution"));
  CHECK((has(run.out, "recorded traffic of") || has(run.out, "from sources (")));
}

TEST_CASE("a framework is judged as the driver that it uses, and that is said") {
  auto const hibernate = run_poolprobe(
      {"check", "--driver", "hibernate", "--offline", "-o", "json", "postgresql://app@nowhere.invalid/db"});
  CHECK(has(hibernate.err, "Hibernate is judged as pgjdbc"));
  CHECK(nlohmann::json::parse(hibernate.out, nullptr, false)["drivers"][0]["driver"] == "pgjdbc");
  auto const quiet =
      run_poolprobe({"check", "-q", "--driver", "hibernate:threshold-0", "--offline", "host=h"});
  CHECK(quiet.err.empty());
  CHECK(has(refusal({"check", "--driver", "spring", "host=h"}), "r2dbc"));
  CHECK(has(refusal({"check", "--driver", "sqlalchemy", "host=h"}), "postgresql+asyncpg://"));
  CHECK(has(refusal({"check", "--driver", "hibernate:nothing", "host=h"}),
            "pgjdbc has no configuration \"nothing\""));
  CHECK(has(refusal({"check", "--driver", "psycopg4", "host=h"}), "psycopg3"));
}
