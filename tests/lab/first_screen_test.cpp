// The first screen of a check on real poolers: it fits a terminal of 80 x 24, and says what must not be
// silent.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>

#include "lab/check_json.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

struct screen {
  int exit_code;
  std::string text;
  std::string errors;
};

screen screen_of(std::string const& url, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"check", url});
  auto const result = run_poolprobe(std::move(more));
  return {result.exit_code, result.out, result.err};
}

auto lines_of(std::string const& text) { return std::count(text.begin(), text.end(), '\n'); }

void check_fits(std::string const& url, std::vector<std::string> const& options) {
  auto const seen = screen_of(url, options);
  CAPTURE(url);
  CAPTURE(fmt::format("{}", fmt::join(options, " ")));
  CAPTURE(seen.text);
  CAPTURE(seen.errors);
  CHECK(lines_of(seen.text) <= 23);  // and the prompt
  CHECK(lines_of(seen.text) >= 4);
  CHECK(seen.text.find(fmt::format("(exit {})", seen.exit_code)) != std::string::npos);
}

}  // namespace

TEST_CASE("the first screen fits a terminal on every pool, with and without a driver") {
  lab::postgres const server{any_postgres()};
  for (auto const* version : {"1.18", "1.26"}) {
    lab::pgbouncer const pooler{server_or_skip("pgbouncer", version), server};
    for (auto const* pool : {"transaction", "session", "one"}) {
      for (auto const* driver : {"", "asyncpg", "pgx", "pgjdbc", "sqlx", "psycopg2"}) {
        auto const options =
            *driver == 0 ? std::vector<std::string>() : std::vector<std::string>{"--driver", driver};
        check_fits(pooler.url(pool), options);
      }
    }
  }
  check_fits(server.url(), {});
  check_fits(server.url(), {"--driver", "asyncpg"});
}

TEST_CASE("a verdict over several drivers is that of the gravest, and a list alone is none") {
  lab::postgres const server{any_postgres()};
  lab::pgbouncer const pooler{server_or_skip("pgbouncer", "1.18"), server};
  lab::pgbouncer const newer{server_or_skip("pgbouncer", "1.26"), server};
  auto const url = pooler.url("transaction");
  CHECK(screen_of(url, {"--require-driver", "pgx:exec,psycopg2"}).exit_code == 0);
  auto const mixed = screen_of(url, {"--require-driver", "asyncpg", "--require-driver", "psycopg2"});
  CAPTURE(mixed.text);
  CHECK(mixed.exit_code == 1);
  CHECK(mixed.text.find("asyncpg (default settings)") < mixed.text.find("works with psycopg2"));
  auto const listed = check_json(newer.url("transaction"), {"--drivers=sqlx,psycopg2"});
  CHECK(listed.exit_code == 4);
  CHECK(listed.run["drivers"][0]["driver"] == "sqlx");
  auto const working = check_json(newer.url("transaction"), {"--drivers=psycopg2"});
  CHECK(working.exit_code == 0);
  for (auto const& d : working.run["drivers"]) CHECK(d["driver"] == "psycopg2");
}

TEST_CASE("the demonstration fits two screens, and ends with what to do next") {
  auto const old = server_or_skip("pgbouncer", "1.18").path.string();
  auto const newer = server_or_skip("pgbouncer", "1.26").path.string();
  auto const postgres = any_postgres().path.string();
  auto const shown =
      run_poolprobe({"lab", "demo", "--postgres", postgres, "--pgbouncer", old, "--pgbouncer", newer});
  CAPTURE(shown.out);
  CHECK(shown.exit_code == 0);
  CHECK(lines_of(shown.out) <= 48);
  CHECK(shown.out.find("INCOMPATIBLE") < shown.out.find("✓ COMPATIBLE"));
  CHECK(shown.out.find("as expected") < shown.out.find("What to do next"));
}
