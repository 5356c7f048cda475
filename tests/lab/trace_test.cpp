// All of `poolprobe trace` with real programs: psql, pgbench, and a client of libpq.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libpq-fe.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/scratch.hpp"
#include "lab/readiness.hpp"
#include "support/run_program.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

std::string program(std::string const& name) { return (any_postgres().path / name).string(); }

/// One run of `poolprobe trace -o json TARGET -- COMMAND`.
struct traced {
  int exit_code;
  json run;
  std::string errors;
};

traced trace(std::string const& target, std::vector<std::string> command,
             std::vector<std::string> options = {}) {
  options.insert(options.begin(), {"trace", "-o", "json", target});
  options.emplace_back("--");
  options.insert(options.end(), command.begin(), command.end());
  auto const result = run_poolprobe(std::move(options));
  return {result.exit_code, json::parse(result.out, nullptr, false), result.err};
}

traced trace_psql(std::string const& target, std::string const& script,
                  std::vector<std::string> options = {}) {
  return trace(target, {program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script},
               std::move(options));
}

/// "TR201 set search_path = app, public", a line for each hazard, in the order of the report.
std::string hazards_of(json const& run) {
  std::string all;
  for (auto const& h : run["hazards"]) {
    auto const& statement = h["statement"];
    all += h["code"].get<std::string>();
    all += statement.is_string() ? " " + statement.get<std::string>() + "\n" : "\n";
  }
  return all;
}

std::string codes_of(json const& run) {
  std::string all;
  for (auto const& h : run["hazards"]) all += h["code"].get<std::string>() + "\n";
  return all;
}

std::string lines(std::initializer_list<std::string_view> all) {
  std::string text;
  for (auto const each : all) text.append(each).append("\n");
  return text;
}

/// A trace that runs until it is stopped.
class listening {
 public:
  explicit listening(std::string const& target, bool with_support = false)
      : port_(lab::free_port()), running_({arguments(port_, target, with_support)}) {}

  [[nodiscard]] std::string url() const { return fmt::format("postgresql://app@127.0.0.1:{}/app", port_); }
  [[nodiscard]] traced end() {
    running_.signal(SIGINT);
    auto const result = running_.wait();
    return {result.exit_code, json::parse(result.out, nullptr, false), result.err};
  }

 private:
  static std::vector<std::string> arguments(int port, std::string const& target, bool with_support) {
    std::vector<std::string> all{"trace", "-o", "json", "--listen", fmt::format("127.0.0.1:{}", port),
                                 target};
    if (with_support) all.emplace_back("--prepared");
    return all;
  }

  int port_;
  running_program running_;
};

/// A client like an application that calls libpq directly.
class client {
 public:
  explicit client(std::string const& url) {
    auto const until = std::chrono::steady_clock::now() + 10s;
    do {
      connection_.reset(PQconnectdb(url.c_str()));
    } while (PQstatus(connection_.get()) != CONNECTION_OK && std::chrono::steady_clock::now() < until);
    REQUIRE(PQstatus(connection_.get()) == CONNECTION_OK);
  }
  void prepare(char const* name, char const* sql) {
    check(PQprepare(connection_.get(), name, sql, 0, nullptr), PGRES_COMMAND_OK);
  }
  void refused(char const* name, char const* sql) {
    check(PQprepare(connection_.get(), name, sql, 0, nullptr), PGRES_FATAL_ERROR);
  }
  void execute(char const* name) {
    check(PQexecPrepared(connection_.get(), name, 0, nullptr, nullptr, nullptr, 0), PGRES_TUPLES_OK);
  }
  void command(char const* sql) { check(PQexec(connection_.get(), sql), PGRES_COMMAND_OK); }

 private:
  static void check(PGresult* made, ExecStatusType wanted) {
    CHECK(PQresultStatus(made) == wanted);
    PQclear(made);
  }
  struct finish {
    void operator()(PGconn* c) const { PQfinish(c); }
  };
  std::unique_ptr<PGconn, finish> connection_;
};

}  // namespace

TEST_CASE("the hazards of an application, one of each kind, are all found and none is invented") {
  lab::postgres const server(any_postgres());
  auto const target = server.url("app", "postgres") + "?options=-c%20geqo%3Doff";
  auto const seen = trace_psql(target, POOLPROBE_LAB_DIR "/hazards.sql");
  CHECK_MESSAGE(seen.run["traffic"]["failure"].is_null(), seen.errors);
  CHECK(seen.exit_code == 1);
  CHECK(
      hazards_of(seen.run) ==
      lines({"TR201 set search_path = app, public;", "TR201 select set_config('work_mem', '8MB', false);",
             "TR202 reset statement_timeout;", "TR203 set time zone 'UTC';", "TR204 listen orders;",
             "TR205 with locked as materialized (select pg_advisory_lock(4711)) select 'locked' from locked;",
             "TR206 create temporary table basket (item int);",
             "TR207 declare hold_me cursor with hold for select 1;", "TR208 prepare find as select $1::int;",
             "TR208 execute find(1);", "TR209 deallocate find;", "TR210 discard temp;",
             "TR211 load 'auto_explain';", "TR212 select lastval();", "TR301 options: geqo", "TR401"}));
  for (auto const& h : seen.run["hazards"]) {
    CHECK(h["connection"] == 1);
    CHECK(h["count"] == 1);
    for (auto const* field : {"explanation", "fix", "title", "id"})
      CHECK(!h[field].get<std::string>().empty());
  }
  CHECK(seen.run["hazards"][0]["transaction"] == 1);
  CHECK(seen.run["hazards"][7]["transaction"] == 8);  // the block with the cursor counts as one transaction
}

TEST_CASE("statements that only look like hazards are none, on the server and through a pooler") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(any_pgbouncer(), server);
  for (auto const& target : {server.url(), pooler.url("transaction")}) {
    CAPTURE(target);
    auto const seen = trace_psql(target, POOLPROBE_LAB_DIR "/harmless.sql");
    CHECK_MESSAGE(seen.run["traffic"]["failure"].is_null(), seen.errors);
    CHECK(hazards_of(seen.run).empty());
    CHECK(seen.run["traffic"]["not_understood"] == 0);
    CHECK(seen.exit_code == 0);
  }
}

TEST_CASE("prepared statements are judged by their transactions, in a trace that listens") {
  lab::postgres const server(any_postgres());
  listening watched(server.url());
  {
    client first(watched.url());
    client second(watched.url());
    first.prepare("s0", "select 1");
    first.execute("s0");
    second.prepare("s0", "select 2");
    second.prepare("", "select 3");
    second.execute("");
    first.command("begin");
    first.prepare("", "select 4");
    first.execute("");
    first.prepare("s1", "select 5");
    first.command("deallocate all");
    first.command("commit");
  }
  auto const seen = watched.end();
  CHECK(seen.exit_code == 1);
  CHECK(hazards_of(seen.run) == lines({"TR101 select 1", "TR102 select 1", "TR103 select 2", "TR104 select 3",
                                       "TR213 deallocate all"}));
  CHECK(seen.run["traffic"]["command"].is_null());
  CHECK(seen.run["traffic"]["connections"] == 2);
  CHECK(seen.run["traffic"]["lost_connections"] == 0);
}

TEST_CASE("pgbench is judged as it talks, and with support for prepared statements all of it works") {
  lab::postgres const server(any_postgres());
  auto const pgbench = [&](std::string const& mode, std::vector<std::string> options = {}) {
    return trace(server.url(), {program("pgbench"), "-n", "-S", "-c", "4", "-t", "5", "-M", mode}, options);
  };
  auto const made = trace(server.url(), {program("pgbench"), "-i", "-q"});
  CHECK(made.exit_code == 0);
  for (std::string const mode : {"simple", "extended"}) {
    auto const seen = pgbench(mode);
    CHECK(seen.exit_code == 0);
    CHECK(hazards_of(seen.run).empty());
    CHECK(seen.run["traffic"]["drivers"][0]["who"] == "pgbench");
  }
  auto const prepared = pgbench("prepared");
  CHECK(prepared.exit_code == 1);
  CHECK(codes_of(prepared.run) == lines({"TR101", "TR102"}));
  CHECK(prepared.run["hazards"][0]["count"] == 20);
  CHECK(prepared.run["hazards"][1]["count"] == 4);
  CHECK(prepared.run["hazards"][1]["name"] == "P_0");
  CHECK(pgbench("prepared", {"--prepared"}).exit_code == 0);
}

TEST_CASE("the command finds the address in its environment, and its output does not disturb the report") {
  lab::postgres const server(any_postgres(), {.users = {{"app", "it's"}}, .tls = true});
  auto const text = server.url();
  auto const target =
      "postgresql://app:it%27s" + text.substr(text.find('@')) + "?sslmode=require&application_name=x";
  auto const seen = trace(
      target,
      {"sh", "-c", "echo \"$DATABASE_URL\"; echo $PGSSLMODE; " + program("psql") + " -Atc 'select 42'"});
  CHECK(seen.exit_code == 0);
  CHECK(seen.errors.find("postgresql://app:it%27s@127.0.0.1:") == 0);
  CHECK(seen.errors.find("/app?sslmode=disable&application_name=x\ndisable\n42\n") != std::string::npos);
  CHECK(seen.run.dump().find("it's") == std::string::npos);
  auto const shown = run_poolprobe({"trace", target, "--", program("psql"), "-Atc", "select 'it''s', 17"});
  CHECK(shown.out.starts_with("it's|17\npoolprobe "));
}

TEST_CASE("a command that fails is not hidden") {
  lab::postgres const server(any_postgres());
  auto const psql = program("psql");
  auto const fails = trace(server.url(), {"sh", "-c", psql + " -c 'select 1'; exit 3"});
  CHECK(fails.exit_code == 4);
  CHECK(fails.run["traffic"]["failure"] == "exit code 3");
  CHECK(fails.errors.find("the command failed: exit code 3") != std::string::npos);
  auto const both = trace(server.url(), {"sh", "-c", psql + " -c 'listen x'; kill -9 $$"});
  CHECK(both.exit_code == 1);
  CHECK(both.run["traffic"]["failure"] == "signal 9");
  CHECK(trace(server.url(), {"true"}).exit_code == 4);
}

TEST_CASE("where nobody connects it is said why that may be, and nothing is called sound") {
  lab::postgres const server(any_postgres());
  auto const seen = trace(server.url(), {"true"});
  CHECK(seen.exit_code == 4);
  CHECK(seen.run["verdict"]["reasons"].size() == 1);
  auto const reason = seen.run["verdict"]["reasons"][0].get<std::string>();
  CHECK(reason.starts_with("nobody connected: the command has an address of its own"));
  auto const shown = run_poolprobe({"trace", server.url(), "--", "true"});
  CHECK(shown.out.find("nobody connected") != std::string::npos);
  CHECK(shown.out.find("nothing breaks") == std::string::npos);
}

TEST_CASE("the connection text of the command has no key that the target does not have") {
  lab::postgres const server(any_postgres());
  auto const seen =
      trace(server.url(), {"sh", "-c", "echo \"$DATABASE_URL\"; " + program("psql") + " -Atc 'select 1'"});
  CHECK(seen.exit_code == 0);
  CHECK_MESSAGE(seen.errors.find("/app\n1\n") != std::string::npos, seen.errors);
}

TEST_CASE(
    "a refused name that is parsed again is a caveat where the pooler keeps track, and counts for nothing") {
  lab::postgres const server(any_postgres());
  for (bool const with_support : {false, true}) {
    listening watched(server.url(), with_support);
    {
      client one(watched.url());
      one.refused("missing", "select n from missing where n = $1");
      one.refused("missing", "select n from missing where n = $1");
      one.command("deallocate all");
    }
    auto const seen = watched.end();
    CHECK(codes_of(seen.run) == lines({"TR106", "TR213"}));
    CHECK(seen.exit_code == (with_support ? 0 : 1));
    CHECK(seen.run["traffic"]["caveats"].size() == 1);
    CHECK(seen.run["traffic"]["caveats"][0]["code"] == "PP107");
  }
}

TEST_CASE("without a login there is no green verdict") {
  lab::postgres const server(any_postgres(), {.users = {{"app", "secret"}}});
  auto const seen =
      trace(server.url(), {"sh", "-c", "PGPASSWORD=wrong " + program("psql") + " -c 'select 1'; true"});
  CHECK(seen.exit_code == 3);
  CHECK(seen.run["traffic"]["connections"] == 1);
  CHECK(seen.run["traffic"]["logins"] == 0);
}

TEST_CASE("a signal reaches the command, which may clean up, and what was seen is written") {
  lab::postgres const server(any_postgres());
  scratch_folder const folder;
  auto const script =
      fmt::format("trap 'touch {0}/tidied; exit 0' TERM; {1} -c 'listen x'; touch {0}/ready; sleep 60 & wait",
                  folder.path(), program("psql"));
  running_program tracing({{"trace", "-o", "json", server.url(), "--", "sh", "-c", script}});
  for (int i = 0; i < 1000 && !std::filesystem::exists(folder.file("ready")); ++i)
    std::this_thread::sleep_for(10ms);
  tracing.signal(SIGTERM);
  auto const ended = tracing.wait();
  CHECK(ended.exit_code == 130);
  CHECK(std::filesystem::exists(folder.file("tidied")));
  CHECK(codes_of(json::parse(ended.out)) == lines({"TR204"}));
}

TEST_CASE("messages are written as they come, instead of a report, and hold no password") {
  lab::postgres const server(any_postgres(), {.users = {{"app", "planted-7"}}});
  scratch_folder const folder;
  auto const text = server.url();
  auto const target = "postgresql://app:planted-7" + text.substr(text.find('@'));
  auto const file = folder.file("messages");
  auto const run = run_poolprobe({"trace", "-v", "--messages=" + file, target, "--", program("psql"), "-X",
                                  "-c", "select 'planted-7'", "-c", "copy (select 1) to stdout"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.find("poolprobe") == std::string::npos);
  CHECK(content_of(file) ==
        "1 -: startup(application_name=psql)\n1 I: Q\n    Q: select '***'\n"
        "1 I: Q\n    Q: copy (select 1) to stdout\n1 I: X\n");
}

TEST_CASE("anonymized reports have no values") {
  lab::postgres const server(any_postgres());
  auto const seen = trace(server.url(), {program("psql"), "-c", "set a.b = 'secret-17'"}, {"--anonymize"});
  CHECK(hazards_of(seen.run) == lines({"TR201 set a.b = $1"}));
}
