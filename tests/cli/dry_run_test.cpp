// --dry-run lists what would be sent and connects to nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>

#include "cli/planted.hpp"
#include "support/sockets.hpp"

using namespace poolprobe::testing;
using nlohmann::json;

namespace {

/// Nothing listens there.
std::string const nowhere = "postgresql://app@127.0.0.1:1/app";

json list_of(std::string const& target, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"check", target, "--dry-run", "-o", "json"});
  auto const run = run_poolprobe(std::move(more));
  INFO(run.err);
  CHECK(run.exit_code == 0);
  CHECK(run.err.empty());
  return json::parse(run.out, nullptr, false);
}

/// The "id" of each part; with a ! before it where it would not run.
std::vector<std::string> parts_of(json const& plan) {
  std::vector<std::string> all;
  for (auto const& part : plan["parts"]) {
    auto const id = part["id"].get<std::string>();
    CHECK(part["steps"].empty() == part["not_run"].is_string());
    all.push_back(part["not_run"].is_string() ? "!" + id : id);
  }
  return all;
}

bool sends(json const& plan, std::string_view text) {
  for (auto const& part : plan["parts"]) {
    for (auto const& step : part["steps"]) {
      if (step["sent"] == text || step["sql"] == text) return true;
    }
  }
  return false;
}

/// A run that the kernel kills at the first socket.
program_result without_sockets(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), POOLPROBE_PROGRAM);
  return run_poolprobe(
      {.arguments = std::move(arguments), .environment = {{"HOME", "/"}}, .program = POOLPROBE_NO_SOCKETS});
}

}  // namespace

TEST_CASE("a dry run needs no server") {
  for (auto const* target : {nowhere.c_str(), "postgresql://app@no-such-host.invalid/app",
                             "host=/no/such/folder user=app", "jdbc:postgresql://127.0.0.1:1/app?user=app"}) {
    CAPTURE(target);
    auto const run = run_poolprobe({"check", target, "--dry-run"});
    CHECK(run.exit_code == 0);
    CHECK(run.err.empty());
    check_readable(run.out);
    for (auto const* words : {"a dry run", "survey", "PP101 prepared/duplicate-name", "P(poolprobe_{run}_",
                              "SQL: select 202", "PP406 protocol/simple-query", "clean-up", "in all"}) {
      CHECK_MESSAGE(run.out.find(words) != std::string::npos, words);
    }
  }
}

TEST_CASE("a dry run makes no socket") {
  auto const killed = 128 + SIGSYS;
  CHECK(without_sockets({"check", nowhere}).exit_code == killed);
  for (auto const* target : {nowhere.c_str(), "postgresql://app@localhost,no-such-host.invalid/app"}) {
    auto const run = without_sockets(
        {"check", target, "--dry-run", "--admin", "--allow-ddl", "--sacrificial", "-o", "json"});
    CHECK(run.exit_code == 0);
    CHECK(json::parse(run.out, nullptr, false)["schema"] == "poolprobe/plan");
  }
}

TEST_CASE("a server that listens sees nothing of a dry run") {
  plain_listener const listener;
  auto const target = "postgresql://app@127.0.0.1:" + std::to_string(listener.port()) + "/app";
  CHECK(run_poolprobe({"check", target, "--dry-run"}).exit_code == 0);
  CHECK_FALSE(listener.has_caller());
  auto const knock = connect_to(listener.port());
  CHECK(listener.has_caller());
}

TEST_CASE("a dry run shows no password, in any format") {
  scratch_folder const folder;
  auto const file = folder.file("plan.json");
  auto const run = run_poolprobe(
      {"check", plant("postgresql://app@127.0.0.1:1/app"), "--dry-run", "-o", "text", "-o", "json=" + file});
  CHECK(run.exit_code == 0);
  check_keeps_secret(run.out + run.err);
  check_keeps_secret(content_of(file));
  CHECK(json::parse(content_of(file), nullptr, false)["target"]["user"] == "app");
  CHECK(run_poolprobe({"check", nowhere, "--dry-run", "-o", "json=" + file}).exit_code == 2);
  CHECK(run_poolprobe({"check", nowhere, "--dry-run", "-o", "json=" + file, "--overwrite"}).exit_code == 0);
}

TEST_CASE("a usage error is one in a dry run, too") {
  for (auto const& arguments :
       std::vector<std::vector<std::string>>{{"check", "--dry-run"},
                                             {"check", "--dry-run", "postgresql://app@127.0.0.1:x/app"},
                                             {"check", "--dry-run", nowhere, "--only", "nothing"},
                                             {"check", "--dry-run", nowhere, "--max-connections", "1"},
                                             {"check", "--dry-run", "--offline", nowhere},
                                             {"check", "--dry-run", "--driver", "asyncgp", nowhere},
                                             {"check", "--dry-run=yes", nowhere}}) {
    auto const run = run_poolprobe(arguments);
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    CHECK(run.err.starts_with("poolprobe: "));
  }
}

TEST_CASE("what selects probes selects what is listed") {
  using names = std::vector<std::string>;
  auto const some = list_of(nowhere, {"--only", "PP102,session/temp-table", "--allow-ddl"});
  CHECK(parts_of(some) == names{"survey", "!prepared/duplicate-name", "prepared/lost-statement",
                                "!prepared/foreign-statement", "session/temp-table", "clean-up"});
  auto const less = list_of(nowhere, {"--only", "PP102,session/temp-table", "--skip", "PP102"});
  CHECK(parts_of(less) == names{"survey", "!prepared/duplicate-name", "!prepared/lost-statement",
                                "!prepared/foreign-statement", "!session/temp-table", "clean-up"});
  auto const in_blocks = list_of("postgresql+psycopg2://app@127.0.0.1:1/app", {"--only", "PP406"});
  CHECK(parts_of(in_blocks) == names{"survey", "!protocol/transaction-block", "protocol/simple-query",
                                     "psycopg2", "psycopg2:autocommit", "clean-up"});
  auto const more = list_of("postgresql://app@127.0.0.1:1/app",
                            {"--only", "PP406", "--driver", "psycopg2", "--require", "session/set"});
  CHECK(parts_of(more) == names{"survey", "!session/set", "!protocol/transaction-block",
                                "protocol/simple-query", "psycopg2", "psycopg2:autocommit", "clean-up"});
}

TEST_CASE("other configurations of a driver are listed for the case that it does not work") {
  auto const plan = list_of(nowhere, {"--only", "PP406", "--driver", "lib-pq"});
  CHECK(plan["target"]["driver"] == "lib-pq");
  int others = 0;
  for (auto const& part : plan["parts"]) {
    auto const id = part["id"].get<std::string>();
    auto const is_other =
        id.starts_with("lib-pq:") && id != "lib-pq:old";  // that is another generation of it
    CHECK(part["only_if"].is_string() == is_other);
    if (is_other) CHECK(part["only_if"] == "lib-pq does not work, or with a caveat only");
    others += is_other ? 1 : 0;
  }
  CHECK(others > 1);
  auto const text = run_poolprobe({"check", nowhere, "--dry-run", "--driver", "lib-pq"});
  CHECK(text.out.find("lib-pq:prepare: if lib-pq does not work, or with a caveat only") != std::string::npos);
}

TEST_CASE("all drivers are listed where all are checked") {
  auto const plan = list_of(nowhere, {"--only", "PP406", "--drivers"});
  auto const all = parts_of(plan);
  CHECK(all.size() > 120);
  for (auto const& part : plan["parts"]) {
    CHECK(part["only_if"].is_null());
    CHECK_MESSAGE(part["cannot_tell"].is_null(), part["id"].get<std::string>());
  }
  CHECK(std::count(all.begin(), all.end(), "asyncpg") == 1);
  CHECK(std::count(all.begin(), all.end(), "!sequelize") == 1);  // sends what node-postgres does
}

TEST_CASE("what allows and forbids changes what is listed") {
  CHECK_FALSE(sends(list_of(nowhere), "deallocate all"));
  CHECK(sends(list_of(nowhere, {"--sacrificial"}), "deallocate all"));
  CHECK(sends(list_of(nowhere), "startup(options=--poolprobe_{run}=1)"));
  CHECK_FALSE(sends(list_of(nowhere, {"--passive"}), "startup(options=--poolprobe_{run}=1)"));
  CHECK_FALSE(sends(list_of(nowhere), "connect(database=pgbouncer)"));
  CHECK(sends(list_of(nowhere, {"--admin"}), "show databases"));
  CHECK(list_of(nowhere)["peak_connections"] == 3);
  CHECK(list_of(nowhere, {"--max-connections", "2"})["peak_connections"] == 2);
}

TEST_CASE("a quiet dry run says only how much it is") {
  auto const run = run_poolprobe({"check", nowhere, "--dry-run", "-q"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.starts_with("in all "));
}

TEST_CASE("of several hosts each is named, and the list is for one of them") {
  auto const two = list_of("postgresql://app@127.0.0.1:1,localhost:2/app", {"--only", "PP102"});
  CHECK(two["hosts"] == json::array({"127.0.0.1:1", "localhost:2"}));
  auto const one = list_of("postgresql://app@127.0.0.1:1,127.0.0.1:1/app", {"--only", "PP102"});
  CHECK_FALSE(one.contains("hosts"));
  CHECK(one["target"]["display"] == nowhere);
  CHECK(two["connections"] == one["connections"]);
  auto const run =
      run_poolprobe({"check", "postgresql://app@127.0.0.1:1,localhost:2/app", "--dry-run", "-q"});
  CHECK(run.out.ends_with("on each of 2 hosts\n"));
}
