// The report of a successful run: only data on standard output, and nothing on standard error.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/planted.hpp"
#include "lab/lab.hpp"
#include "support/servers.hpp"

using namespace poolprobe::testing;
namespace lab = poolprobe::lab;

namespace {

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

bool is_ascii(std::string const& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// One server for a test case, and checks of it with further arguments.
class bench_of_one {
 public:
  [[nodiscard]] program_result check(std::vector<std::string> more = {}, std::string const& text = {}) const {
    more.insert(more.begin(), {"check", text.empty() ? server_.url() : text});
    auto run = run_poolprobe(std::move(more));
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    CHECK(run.err.empty());
    return run;
  }
  [[nodiscard]] lab::postgres const& server() const { return server_; }

 private:
  lab::postgres server_{any_postgres(), {.users = {{"app", std::string(planted_password)}, {"open", "x"}}}};
};

}  // namespace

TEST_SUITE_BEGIN("server");

TEST_CASE("in a pipe there are neither colours nor progress") {
  bench_of_one const on;
  auto const url = plant(on.server().url());
  CHECK_FALSE(has(on.check({}, url).out, "\x1b"));
  CHECK(has(on.check({"--color", "always"}, url).out, "\x1b["));
  CHECK_FALSE(has(on.check({"--color", "never"}, url).out, "\x1b"));
}

TEST_CASE("--ascii is ASCII, whatever the report is written to") {
  bench_of_one const on;
  scratch_folder const folder;
  auto const url = plant(on.server().url());
  CHECK_FALSE(is_ascii(on.check({}, url).out));
  CHECK(is_ascii(on.check({"--ascii"}, url).out));
  CHECK(is_ascii(on.check({"--ascii", "-v"}, url).out));
  CHECK(on.check({"--ascii", "-o", "text=" + folder.file("run.txt")}, url).out.empty());
  CHECK(is_ascii(content_of(folder.file("run.txt"))));
}

TEST_CASE("-q leaves the verdict, -v adds evidence, -vv the messages") {
  bench_of_one const on;
  auto const url = plant(on.server().url());
  auto const quiet = on.check({"-q"}, url).out;
  auto const usual = on.check({}, url).out;
  auto const verbose = on.check({"-v"}, url).out;
  auto const messages = on.check({"-vv"}, url).out;
  CHECK(has(quiet, "COMPATIBLE"));
  CHECK_FALSE(has(quiet, "Evidence"));
  CHECK(has(usual, "Evidence: -v"));
  CHECK_FALSE(has(usual, "PP101"));
  CHECK(has(verbose, "PP101"));
  CHECK_FALSE(has(verbose, "sends"));
  CHECK(has(messages, "sends P(poolprobe_"));
  CHECK(has(on.check({"--transcripts"}, url).out, "sends P(poolprobe_"));
  CHECK(has(on.check({"--only", "PP101,PP102,PP103"}, url).out, "sends P(poolprobe_"));
  CHECK_FALSE(has(on.check({"--only", "prepared"}, url).out, "sends P(poolprobe_"));
  CHECK(quiet.size() < usual.size());
  CHECK(usual.size() < verbose.size());
  CHECK(verbose.size() < messages.size());
}

TEST_CASE("the password of a login that succeeds appears nowhere either") {
  bench_of_one const on;
  scratch_folder const folder;
  auto const run = on.check({"-v", "--admin", "-o", "text", "-o", "json=" + folder.file("run.json")},
                            plant(on.server().url()));
  check_keeps_secret(run.out);
  check_keeps_secret(run.err);
  check_keeps_secret(content_of(folder.file("run.json")));
  CHECK(nlohmann::json::parse(content_of(folder.file("run.json")))["verdict"]["exit_code"] == 0);
}

TEST_CASE("a reader of the first line is enough") {
  bench_of_one const on;
  auto const command =
      "'" POOLPROBE_PROGRAM "' check '" + plant(on.server().url()) + "' | head -1 | grep -q .";
  CHECK(std::system(command.c_str()) == 0);
}

TEST_CASE("--require adds to what the driver needs") {
  bench_of_one const on;
  auto const url = plant(on.server().url());
  auto const run =
      nlohmann::json::parse(on.check({"--require", "session", "--allow-ddl", "-o", "json"}, url).out);
  auto const& findings = run["findings"];
  auto const set =
      std::find_if(findings.begin(), findings.end(), [](auto const& f) { return f["code"] == "PP201"; });
  REQUIRE(set != findings.end());
  CHECK((*set)["required"] == true);
}

TEST_SUITE_END();
