// The first screen of a check on real poolers: it fits a terminal of 80 x 24, and says what must not be
// silent.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <thread>

#include "cli/scratch.hpp"
#include "lab/check_json.hpp"
#include "lab/readiness.hpp"
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

/// Every driver of the catalogue, by its id.
std::vector<std::string> every_driver() {
  std::vector<std::string> ids;
  for (auto const& row : nlohmann::json::parse(run_poolprobe({"list", "drivers", "-o", "json"}).out)) {
    auto const id = row["id"].get<std::string>();
    if (id.find(':') == std::string::npos) ids.push_back(id);
  }
  return ids;
}

TEST_CASE("the first screen of every driver fits a terminal, and has the verdict, a fix and why") {
  lab::postgres const server{any_postgres()};
  for (auto const* version : {"1.18", "1.24"}) {
    lab::pgbouncer const pooler{server_or_skip("pgbouncer", version), server};
    for (auto const& driver : every_driver()) {
      auto const seen = screen_of(pooler.url("transaction"), {"--driver", driver});
      CAPTURE(version);
      CAPTURE(seen.text);
      CHECK_MESSAGE(lines_of(seen.text) <= 23, driver);
      CHECK(seen.text.find(fmt::format("(exit {})", seen.exit_code)) < 40);
      CHECK(seen.text.find("Evidence: -v") != std::string::npos);
      if (seen.exit_code == 0) continue;
      CHECK_MESSAGE(seen.text.find("\n  Why     ") != std::string::npos, driver);
      CHECK_MESSAGE(seen.text.find("\n  Fix     ") != std::string::npos, driver);
    }
  }
}

/// What is said where there is no connection.
struct failure_screen {
  std::string url;
  char const* what;
  char const* to_do;
};

TEST_CASE("where there is no connection the screen says what was tried, why, and what to do") {
  lab::postgres const server{any_postgres(), {.users = {{"app", "right"}}}};
  lab::pgbouncer const pooler{
      server_or_skip("pgbouncer", "1.24"), server, lab::usual_pools(), {.users = {{"app", "right"}}}};
  auto const with_password = [](std::string url, std::string const& password) {
    return url.insert(url.find('@'), ":" + password);
  };
  auto const direct = with_password(server.url(), "wrong");
  auto const pooled = with_password(pooler.url("transaction"), "wrong");
  auto const nobody = fmt::format("postgresql://app@127.0.0.1:{}/app", lab::free_port());
  for (auto const& [url, what, to_do] :
       {failure_screen{"postgresql://app@no-such-host.invalid/app", "the host name cannot be resolved",
                       "check the host"},
        {nobody, "the connection was refused", "check host and port"},
        {direct, "the password was refused", "check user and password"},
        {pooled, "the password was refused", "auth_file"},
        {with_password(server.url("nowhere"), "right"), "the database does not exist",
         "check the database name"},
        {with_password(pooler.url("nowhere"), "right"), "the pooler does not know this database",
         "[databases]"},
        {with_password(server.url(), "right") + "?sslmode=require", "TLS is asked for and not offered",
         "sslmode=prefer"},
        {with_password(pooler.url("transaction"), "right") + "?sslmode=require",
         "TLS is asked for and not offered", "client_tls_sslmode"}}) {
    auto const seen = screen_of(url);
    CAPTURE(seen.errors);
    CHECK(seen.exit_code == 3);
    CHECK(seen.text.empty());
    CHECK(seen.errors.starts_with("✘ NO CONNECTION (exit 3): "));
    CHECK(lines_of(seen.errors) <= 23);
    CHECK(seen.errors.find("\n  Tried   app@") != std::string::npos);
    CHECK(seen.errors.find("\n  Fix     ") != std::string::npos);
    auto const said = std::regex_replace(seen.errors, std::regex("\\s+"), " ");
    CHECK(said.find(what) != std::string::npos);
    CHECK(said.find(to_do) != std::string::npos);
    CHECK(said.find("wrong") == std::string::npos);
  }
}

std::string quoted(std::string const& text) { return "'" + text + "'"; }

/// The rows of a real terminal of 80 x 24 after that command line, with the prompt that comes next.
std::string terminal_after(std::vector<std::string> const& arguments) {
  scratch_folder const folder;
  auto const tmux = [&](std::vector<std::string> what) {
    what.insert(what.begin(), {"-f", "/dev/null", "-S", folder.file("socket")});
    return running_program({what, {{"TERM", "xterm-256color"}, {"HOME", folder.path()}}, {}, "/usr/bin/tmux"})
        .wait();
  };
  auto command = quoted(POOLPROBE_PROGRAM);
  for (auto const& one : arguments) command += " " + quoted(one);
  auto const started =
      tmux({"-u", "new-session", "-d", "-x", "80", "-y", "24", command + "; printf '$ ready'; sleep 60"});
  REQUIRE_MESSAGE(started.exit_code == 0, started.err);
  std::string rows;
  for (int tries = 0; tries < 200 && rows.find("$ ready") == std::string::npos; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    rows = tmux({"capture-pane", "-p"}).out;
  }
  (void)tmux({"kill-server"});
  return rows;
}

TEST_CASE("a real terminal of 80 x 24 shows the verdict first, and all of the screen") {
  if (access("/usr/bin/tmux", X_OK) != 0) {
    MESSAGE("skipped: tmux is not here");
    return;
  }
  lab::postgres const server{any_postgres()};
  lab::pgbouncer const old{server_or_skip("pgbouncer", "1.18"), server};
  lab::pgbouncer const newer{server_or_skip("pgbouncer", "1.24"), server};
  auto const nobody = fmt::format("postgresql://app@127.0.0.1:{}/app", lab::free_port());
  auto const several =
      fmt::format("postgresql://127.0.0.1:{},127.0.0.1:{}/transaction?user=app", old.port(), newer.port());
  struct screen_on_terminal {
    std::vector<std::string> arguments;
    char const* first;
  };
  for (auto const& [arguments, first] : std::vector<screen_on_terminal>{
           {{old.url("transaction")}, "✘ INCOMPATIBLE (exit 1)"},
           {{old.url("transaction"), "--driver", "asyncpg"}, "✘ INCOMPATIBLE (exit 1) with asyncpg"},
           {{newer.url("transaction"), "--driver", "asyncpg"}, "✓ COMPATIBLE (exit 0) with asyncpg"},
           {{newer.url("transaction"), "--driver", "php-pdo"}, "? INCONCLUSIVE (exit 4)"},
           {{server.url()}, "✓ COMPATIBLE (exit 0): no pooler here"},
           {{old.url("one")}, "✘ INCOMPATIBLE (exit 1)"},
           {{several}, "✘ INCOMPATIBLE (exit 1): the gravest of 2 hosts"},
           {{newer.url("transaction"), "--drivers=psycopg2,pgx"}, "✓ COMPATIBLE (exit 0)"},
           {{nobody}, "✘ NO CONNECTION (exit 3)"},
           {{newer.url("transaction"), "-q"}, "✓ COMPATIBLE (exit 0)"},
       }) {
    auto command = arguments;
    command.insert(command.begin(), "check");
    auto const rows = terminal_after(command);
    CAPTURE(rows);
    CHECK_MESSAGE(rows.starts_with(first), first);
    CHECK(rows.find("$ ready") != std::string::npos);
  }
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
