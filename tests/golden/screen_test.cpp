#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "golden/records.hpp"
#include "reports/printable_text.hpp"
#include "reports/registry.hpp"

namespace {

using namespace poolprobe;

constexpr run_record (*records[])() = {golden::failing,
                                       golden::passing,
                                       golden::direct,
                                       golden::driver_breaks,
                                       golden::all_drivers_checked,
                                       golden::offline,
                                       golden::pool_of_one,
                                       golden::interrupted,
                                       golden::hostile,
                                       golden::benched,
                                       golden::bench_interrupted,
                                       golden::bench_hostile};

std::string without_line_ends(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  return text;
}

TEST_CASE("no server can drive the terminal, in any format") {
  for (auto const record :
       {golden::hostile, golden::traced_hostile, golden::bench_hostile, golden::refused_by_hostile}) {
    for (auto const& format : all_renderers()) {
      auto const shown = without_line_ends(format.render(record(), {.verbose = 2}));
      CAPTURE(format.name);
      CHECK(printable(shown) == shown);
    }
  }
}

TEST_CASE("no host of several can drive the terminal, in any format") {
  for (auto const& format : all_renderers()) {
    auto const shown = without_line_ends(format.render_runs(golden::hosts_hostile(), {.verbose = 2}));
    CAPTURE(format.name);
    CHECK(printable(shown) == shown);
    CHECK_FALSE(format.render_runs({}, {.width = 0}).empty());
  }
}

TEST_CASE("several hosts keep to the width") {
  for (int const width : {64, 80, 132}) {
    std::istringstream screen(render_runs_text(golden::hosts(), {.ascii = true, .width = width}));
    for (std::string line; std::getline(screen, line);) {
      CAPTURE(line);
      CHECK(display_width(line) <= static_cast<std::size_t>(width));
      CHECK((line.empty() || line.back() != ' '));
    }
  }
}

TEST_CASE("with ascii every byte is ASCII") {
  for (auto const record : records) {
    auto const shown = without_line_ends(render_text(record(), {.ascii = true}));
    CHECK(std::all_of(shown.begin(), shown.end(), [](char sign) { return sign >= ' ' && sign <= '~'; }));
  }
}

TEST_CASE("colours add escape sequences and change nothing else") {
  for (auto const record : records) {
    auto colored = render_text(record(), {.color = true});
    CHECK(colored.find('\x1b') != std::string::npos);
    for (auto at = colored.find('\x1b'); at != std::string::npos; at = colored.find('\x1b')) {
      colored.erase(at, colored.find('m', at) - at + 1);
    }
    CHECK(colored == render_text(record(), {}));
  }
}

TEST_CASE("lines keep to the width, and none ends in a space") {
  for (auto const record :
       {golden::failing, golden::passing, golden::direct, golden::pool_of_one, golden::driver_breaks,
        golden::all_drivers_checked, golden::offline, golden::benched, golden::bench_interrupted}) {
    for (int const width : {64, 80, 132}) {
      for (bool const ascii : {false, true}) {
        std::istringstream screen(render_text(record(), {.ascii = ascii, .verbose = 2, .width = width}));
        for (std::string line; std::getline(screen, line);) {
          CAPTURE(line);
          CHECK(display_width(line) <= static_cast<std::size_t>(width));
          CHECK((line.empty() || line.back() != ' '));
        }
      }
    }
  }
}

TEST_CASE("the list of a dry run keeps to the width, too") {
  for (int const width : {64, 80, 132}) {
    std::istringstream screen(render_plan_text(golden::listed(), {.ascii = true, .width = width}));
    for (std::string line; std::getline(screen, line);) {
      CAPTURE(line);
      CHECK(display_width(line) <= static_cast<std::size_t>(width));
      CHECK((line.empty() || line.back() != ' '));
    }
  }
  CHECK_FALSE(render_plan_text({}, {.width = 0}).empty());
  CHECK_FALSE(render_plan_json({}, {}).empty());
}

std::size_t lines_of(std::string const& screen) {
  return static_cast<std::size_t>(std::count(screen.begin(), screen.end(), '\n'));
}

TEST_CASE("the first screen of a check fits a terminal of 80 x 24") {
  for (auto const record :
       {golden::whole_failing, golden::whole_passing, golden::whole_driver_breaks, golden::whole_driver_works,
        golden::direct, golden::pool_of_one, golden::unreachable_host, golden::left_behind,
        golden::password_refused, golden::refused_by_hostile, golden::long_host, golden::long_host_driver,
        golden::long_host_unreachable, golden::linted, golden::linted_wrong, golden::driver_with_caveat,
        golden::driver_generations, golden::driver_loses, golden::two_drivers}) {
    for (bool const ascii : {false, true}) {
      auto const screen = render_text(record(), {.ascii = ascii});
      CAPTURE(screen);
      CHECK(lines_of(screen) <= 23);  // and the prompt
    }
  }
  CHECK(lines_of(render_runs_text(golden::hosts(), {})) <= 24);
}

TEST_CASE("-q is the verdict and the first fix") {
  for (auto const record : {golden::whole_failing, golden::whole_driver_breaks, golden::whole_driver_works}) {
    auto const screen = render_text(record(), {.quiet = true});
    CAPTURE(screen);
    CHECK(lines_of(screen) <= 4);
    CHECK((screen.find("Fix") != std::string::npos) ==
          (record().verdict.exit_code == exit_code::incompatible));
  }
}

TEST_CASE("the verdict comes first, and what is not required looks like no failure") {
  auto const screen = render_text(golden::whole_passing(), {.color = true, .verbose = 1});
  CHECK(screen.starts_with("\x1b[32m✓ "));
  for (auto const* alarming : {"✘", "◆", "▲", "\x1b[1;31m", "\x1b[1;35m"})
    CHECK(screen.find(alarming) == std::string::npos);
}

TEST_CASE("what was left behind and what ended the run early stand in the verdict's line, in every text") {
  for (auto const* format : {"text", "markdown"}) {
    for (bool const quiet : {false, true}) {
      auto const screen =
          find_renderer(format)->render(golden::left_behind(), {.quiet = quiet, .width = 400});
      auto const verdict = screen.substr(screen.find("(exit 0)"));
      CHECK(verdict.find("its bound of 60 connections") < verdict.find('\n'));
      CHECK(verdict.find("1 thing left behind") < verdict.find('\n'));
    }
  }
}

TEST_CASE("a list of drivers is never called compatible over one that does not work") {
  auto const run = golden::drivers_listed();
  CHECK(run.verdict.exit_code == exit_code::inconclusive);
  for (auto const& format : all_renderers())
    CHECK(format.render(run, {}).find("\"compatible\"") == std::string::npos);
  CHECK(render_text(run, {}).find("COMPATIBLE") == std::string::npos);
}

TEST_CASE("a run with nothing in it can be shown") {
  for (auto const& format : all_renderers()) CHECK_FALSE(format.render({}, {.width = 0}).empty());
}

TEST_CASE("JSON has no number that is not finite") {
  auto const run = nlohmann::json::parse(render_json(golden::hostile(), {}));
  CHECK(run["findings"][0]["duration_ms"].is_null());
  CHECK(run["findings"][0]["transcript"][0]["ms"].is_null());
  CHECK(run["server"].is_object());
  CHECK(run["drivers"][0]["scenes"][0]["transcript"][0]["ms"].is_null());
  CHECK(run["hazards"] == nlohmann::json::array());
  auto const bench = nlohmann::json::parse(render_json(golden::bench_hostile(), {}));
  CHECK(bench["measurements"][0]["p999_us"].is_null());
  CHECK(bench["measurements"][0]["connect_ms"].is_null());
  CHECK(bench["measurements"][0]["p50_us"].is_number());
}

}  // namespace
