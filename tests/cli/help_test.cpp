// Help and version: on standard output, nothing on standard error, exit code 0.
#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "cli/scratch.hpp"
#include "support/run_program.hpp"

using namespace poolprobe::testing;

namespace {

std::string help(std::vector<std::string> arguments) {
  auto const run = run_poolprobe(std::move(arguments));
  CHECK(run.exit_code == 0);
  CHECK(run.err.empty());
  CHECK(run.out.ends_with('\n'));
  return run.out;
}

}  // namespace

TEST_CASE("the overview names every command and every exit code") {
  auto const text = help({"--help"});
  CHECK(help({"-h"}) == text);
  CHECK(help({"help"}) == text);
  check_readable(text);
  for (auto const* word : {"check", "trace", "report", "lab", "version", "TARGET"})
    CHECK(text.find(word) != std::string::npos);
  for (auto const* code : {"0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "70 ", "130 "})
    CHECK(text.find(code) != std::string::npos);
}

TEST_CASE("a command's help names its options") {
  for (auto const& arguments : {std::vector<std::string>{"check", "--help"}, {"check", "-h"}}) {
    auto const text = help(arguments);
    check_readable(text);
    for (auto const* option : {"--url-env", "--url-file", "--timeout", "--require", "--dry-run", "--passive",
                               "--output", "--overwrite", "--color", "--ascii", "--quiet", "--verbose"}) {
      CHECK_MESSAGE(text.find(option) != std::string::npos, option);
    }
  }
  CHECK(help({"lab", "--help"}).find("demo") != std::string::npos);
}

TEST_CASE("every help fits a terminal of 80 columns") {
  for (auto const& arguments : std::vector<std::vector<std::string>>{{"--help"},
                                                                     {"check", "--help"},
                                                                     {"lab", "--help"},
                                                                     {"list", "--help"},
                                                                     {"explain", "--help"},
                                                                     {"trace", "--help"},
                                                                     {"bench", "--help"},
                                                                     {"report", "--help"}}) {
    CAPTURE(arguments.front());
    std::istringstream lines(help(arguments));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      auto const columns =
          std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });  // UTF-8
      CHECK(columns <= 80);
    }
  }
}

TEST_CASE("help wins over a target and over its absence") {
  CHECK(help({"check", "--help", "host=127.0.0.1 port=1"}) == help({"check", "--help"}));
}

TEST_CASE("the overview begins with two examples, which work") {
  auto const text = help({"--help"});
  auto const first = text.find("\n  poolprobe ");
  auto const end = text.find("\n\n", first);
  CHECK(std::count(text.begin() + static_cast<long>(first), text.begin() + static_cast<long>(end), '\n') ==
        2);
  CHECK(text.find("postgresql://app@db:6432/app") < end);
  CHECK(run_poolprobe({"explain", "ERROR: prepared statement \"S_1\" already exists"}).exit_code == 0);
  CHECK(run_poolprobe({"check", "--offline", "--driver", "asyncpg", "postgresql://app@db:6432/app"})
            .exit_code == 4);
}

TEST_CASE("the versions of poolprobe and its libraries") {
  auto const text = help({"--version"});
  CHECK(help({"-V"}) == text);
  CHECK(help({"version"}) == text);
  check_readable(text);
  CHECK(std::regex_search(
      text, std::regex("^poolprobe [0-9]+\\.[0-9]+\\.[0-9]+\nlibpq [0-9]+\\.[0-9]+\nbuilt with ")));
  auto const libraries = on_one_line(text);
  for (auto const* name :
       {"Boost", "fmt", "OpenSSL", "Google Benchmark", "nlohmann-json", "libpg_query for PostgreSQL"})
    CHECK(std::regex_search(libraries, std::regex(std::string(name) + " [0-9]+\\.[0-9]+")));
}
