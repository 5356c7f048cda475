// What `trace` refuses, before anything is started.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/scratch.hpp"
#include "lab/readiness.hpp"
#include "support/run_program.hpp"

using namespace poolprobe::testing;

namespace {

std::string nowhere() {
  return "postgresql://app:planted-7@127.0.0.1:" + std::to_string(poolprobe::lab::free_port()) + "/app";
}

program_result trace(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "trace");
  auto const run = run_poolprobe(std::move(arguments));
  check_readable(run.err);
  CHECK(run.err.find("planted-7") == std::string::npos);
  return run;
}

void check_refused(std::vector<std::string> arguments, std::string const& because) {
  auto const run = trace(std::move(arguments));
  CHECK(run.exit_code == 2);
  CHECK(run.out.empty());
  CHECK_MESSAGE(on_one_line(run.err).find(because) != std::string::npos, run.err);
}

}  // namespace

TEST_CASE("a command line that cannot be carried out is refused before the server is asked") {
  check_refused({nowhere(), "--"}, "there is no command after --");
  check_refused({nowhere(), "--", "no-such-program-7"}, "the command after -- is not found in PATH");
  check_refused({nowhere(), "one-more"}, "there are more arguments than this command takes");
  check_refused({nowhere(), "--mesages"}, "did you mean --messages?");
  check_refused({nowhere(), "-o", "text", "-o", "json"}, "only one format can go to standard output");
  for (auto const* address : {"127.0.0.1:x", "70000", "127.0.0.1:-1", "127.0.0.1:99999"}) {
    check_refused({"--listen", address, nowhere()}, "--listen takes a port, an address, or ADDRESS:PORT");
  }
  check_refused({"--timeout", "0", nowhere()}, "--timeout takes a time from 100ms to 10min");
}

TEST_CASE("a file that exists is not overwritten by messages") {
  scratch_folder const folder;
  auto const file = folder.file("messages");
  std::ofstream(file) << "precious";
  check_refused({"--messages=" + file, nowhere(), "--", "true"}, "exists already");
  CHECK(content_of(file) == "precious");
  check_refused({"--messages=" + folder.path() + "/no/such", nowhere(), "--", "true"}, "cannot be written");
}

TEST_CASE("--messages does not take the target for its file") {
  check_refused({"--messages", "sent.txt", nowhere(), "--", "true"}, "--messages takes a file only behind =");
  for (auto const* option : {"--messages", "--messages=-"}) {
    auto const run = trace({option, nowhere(), "--", "true"});
    CHECK(run.exit_code == 3);
    CHECK(on_one_line(run.err).find("Connection refused") != std::string::npos);
  }
}

TEST_CASE("a server that is not there ends the run before the command is started, and the record says so") {
  scratch_folder const folder;
  auto const run = trace({"-o", "json", nowhere(), "--", "touch", folder.file("started")});
  CHECK(run.exit_code == 3);
  CHECK(on_one_line(run.err).find("Connection refused") != std::string::npos);
  CHECK(folder.entries() == 0);
  auto const record = nlohmann::json::parse(run.out);
  CHECK(record["verdict"]["exit_code"] == 3);
  CHECK(run.out.find("planted-7") == std::string::npos);
}

TEST_CASE("a host without an address ends the run with exit code 3") {
  auto const run = trace({"postgresql://app@no-such-host.invalid/app", "--", "true"});
  CHECK(run.exit_code == 3);
  CHECK(on_one_line(run.err).find("cannot find the host no-such-host.invalid") != std::string::npos);
}
