// Output on a terminal: one progress line that is overwritten and removed at the end; colours unless
// disabled.
#include "cli/terminal.hpp"

#include <doctest/doctest.h>

#include "lab/lab.hpp"
#include "support/scripted_server.hpp"
#include "support/servers.hpp"

using namespace poolprobe::testing;
namespace lab = poolprobe::lab;

namespace {

constexpr std::string_view color = "\x1b[3";  // every style but bold begins like this
constexpr std::string_view progress = "poolprobe: survey";

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the progress line is overwritten and gone, and the complaint stays") {
  scripted_server const silent(never_answers());
  auto const run = run_on_terminal({{"check", silent.url(), "--timeout", "0.2"}});
  CHECK(run.exit_code == 3);
  CHECK(has(run.bytes, "\r\x1b[K" + std::string(progress)));
  CHECK_FALSE(has(run.screen, progress));
  CHECK(run.screen.starts_with("✘ NO CONNECTION (exit 3): "));
  CHECK(has(run.screen, "stays silent"));
}

TEST_CASE("there is no progress with -q, on a dumb terminal, or in a pipe") {
  scripted_server const silent(never_answers());
  CHECK_FALSE(has(run_on_terminal({{"check", silent.url(), "--timeout", "0.2", "-q"}}).bytes, progress));
  CHECK_FALSE(has(run_on_terminal({{"check", silent.url(), "--timeout", "0.2"}, {{"TERM", "dumb"}}}).bytes,
                  progress));
  CHECK_FALSE(has(run_poolprobe({"check", silent.url(), "--timeout", "0.2"}).err, "survey"));
}

TEST_CASE("what a stranger says cannot drive the terminal") {
  scripted_server const hostile(
      accepts_login(sends(framed_error('E', "FATAL", "08P01", "\x1b]0;owned\x07\x1b[2J\xff"))));
  auto const run = run_on_terminal({{"check", hostile.url(), "-q", "--color=never"}});
  CHECK(run.exit_code == 3);
  CHECK_FALSE(has(run.bytes, "\x1b"));
  CHECK(has(run.bytes, "\\x1b]0;owned"));
}

TEST_SUITE_BEGIN("server");

TEST_CASE("a report on a terminal has colours and no progress left") {
  lab::postgres const server(any_postgres());
  auto const run = run_on_terminal({{"check", server.url()}});
  CHECK(run.exit_code == 0);
  CHECK(has(run.bytes, progress));
  CHECK(has(run.bytes, color));
  CHECK_FALSE(has(run.screen, "poolprobe: "));
  CHECK_FALSE(has(run.screen, "\x1b"));
}

TEST_CASE("the verdict stands on a terminal before the rest is known, and once") {
  lab::postgres const server(any_postgres());
  auto const run = run_on_terminal({{"check", server.url(), "--color", "never"}});
  CHECK(run.bytes.find("COMPATIBLE") < run.bytes.find("still looking: "));
  CHECK(run.bytes.find("still looking: ") < run.bytes.find("Evidence: -v"));
  CHECK(run.bytes.find("COMPATIBLE") == run.bytes.rfind("COMPATIBLE"));
  auto const piped = run_poolprobe({"check", server.url()});
  CHECK(run.screen.substr(0, run.screen.find(" probes work")) ==
        piped.out.substr(0, piped.out.find(" probes work")));
}

TEST_CASE("NO_COLOR, --color and TERM decide on colours") {
  lab::postgres const server(any_postgres());
  auto const colored = [&](invocation what) {
    what.arguments.insert(what.arguments.begin(), {"check", server.url()});
    return has(run_on_terminal(what).bytes, color);
  };
  CHECK(colored({{}, {{"NO_COLOR", ""}}}));
  CHECK_FALSE(colored({{}, {{"NO_COLOR", "1"}}}));
  CHECK_FALSE(colored({{}, {{"TERM", "dumb"}}}));
  CHECK_FALSE(colored({{"--color", "never"}}));
  CHECK(colored({{"--color", "always"}, {{"NO_COLOR", "1"}}}));
}

TEST_CASE("a terminal whose locale is not UTF-8 gets ASCII") {
  lab::postgres const server(any_postgres());
  auto const beyond_ascii = [](std::string const& text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  };
  CHECK(beyond_ascii(run_on_terminal({{"check", server.url()}}).bytes));
  CHECK_FALSE(beyond_ascii(run_on_terminal({{"check", server.url()}, {{"LC_ALL", "C"}}}).bytes));
}

TEST_SUITE_END();
