// Other ways to end than an answer: every signal that a user or a system sends, and a machine that gives no
// more threads or file descriptors. Always a clear message, the right exit code, and nothing left behind.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "lab/check_json.hpp"
#include "support/inspector.hpp"
#include "support/scripted_server.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::chrono_literals;

namespace {

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// A check of a server that never answers, which a signal ends.
program_result signalled(int number, std::string const& launcher = {}) {
  scripted_server const server(accepts_login(never_answers()));
  std::vector<std::string> arguments{"check", server.url(), "--timeout", "60", "-o", "json"};
  invocation what{arguments};
  if (!launcher.empty()) {
    arguments.insert(arguments.begin(), POOLPROBE_PROGRAM);
    what = {.arguments = arguments, .program = launcher};
  }
  running_program check(what);
  std::this_thread::sleep_for(700ms);
  check.signal(number);
  return check.wait(20s);
}

/// As many threads as that, and no more.
program_result with_threads(int count, std::vector<std::string> arguments) {
  return run_poolprobe({std::move(arguments),
                        {{"LD_PRELOAD", POOLPROBE_FEW_THREADS}, {"FEW_THREADS", std::to_string(count)}}});
}

void check_ends_well(program_result const& run) {
  CAPTURE(run.exit_code);
  CAPTURE(run.err);
  CHECK(run.exit_code < 128);
  CHECK((run.exit_code != 70 || has(run.err, "a thread could not be started")));
}

}  // namespace

TEST_CASE("each signal that asks for an end gets one, with a report") {
  for (auto const number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    CAPTURE(number);
    auto const run = signalled(number);
    CHECK(run.exit_code == 130);
    auto const record = nlohmann::json::parse(run.out, nullptr, false);
    REQUIRE(record.is_object());
    CHECK(record["verdict"]["exit_code"] == 130);
  }
}

TEST_CASE("what was started with nohup does not end with its terminal") {
  auto const run = signalled(SIGHUP, "/usr/bin/nohup");
  CHECK(run.exit_code != 130);
}

TEST_CASE("a signal in the middle leaves nothing behind") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(any_pgbouncer(), server);
  auto const url = pooler.url("transaction");
  for (int i = 0; i < 16; ++i) {
    running_program check(invocation{{"check", url, "--allow-ddl", "-o", "json"}});
    std::this_thread::sleep_for(20ms * i);
    check.signal(i % 2 == 0 ? SIGHUP : SIGQUIT);
    (void)check.wait();
  }
  for (auto const& line : leftovers({url}, server.url())) FAIL_CHECK(line);
}

TEST_CASE("without threads a check ends, says so, and leaves nothing behind") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(any_pgbouncer(), server);
  auto const url = pooler.url("transaction");
  int refused = 0;
  for (int threads = 0; threads < 8; ++threads) {
    CAPTURE(threads);
    auto const run = with_threads(threads, {"check", url, "--allow-ddl", "-o", "json"});
    check_ends_well(run);
    if (run.exit_code == 70) ++refused;
  }
  CHECK(refused > 0);
  for (auto const& line : leftovers({url}, server.url())) FAIL_CHECK(line);
}

TEST_CASE("without threads bench says so") {
  lab::postgres const server(any_postgres());
  for (int threads = 0; threads < 3; ++threads) {
    CAPTURE(threads);
    auto const run = with_threads(threads, {"bench", server.url(), "--strategy", "simple", "-j", "4",
                                            "--clients", "4", "--time", "200ms", "--repeat", "1"});
    check_ends_well(run);
    CHECK(run.exit_code != 0);
    CHECK(has(run.out + run.err, "a thread could not be started"));
  }
}

TEST_CASE("without file descriptors bench says so") {
  lab::postgres const server(any_postgres());
  for (auto const* limit : {"12", "16", "20", "24"}) {
    CAPTURE(limit);
    auto const command = fmt::format(
        "ulimit -n {}; exec '{}' bench '{}' --strategy simple -j 4 --clients 16 --time 200ms "
        "--repeat 1",
        limit, POOLPROBE_PROGRAM, server.url());
    auto const run = running_program(invocation{.arguments = {"-c", command}, .program = "/bin/sh"}).wait();
    CAPTURE(run.out);
    CAPTURE(run.err);
    CHECK(run.exit_code < 128);
    CHECK(run.exit_code != 0);
    CHECK(has(run.out + run.err, "Too many open files"));
  }
}
