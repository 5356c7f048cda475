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
  for (auto const record : {golden::hostile, golden::traced_hostile, golden::bench_hostile}) {
    for (auto const& format : all_renderers()) {
      auto const shown = without_line_ends(format.render(record(), {.verbose = true}));
      CAPTURE(format.name);
      CHECK(printable(shown) == shown);
    }
  }
}

TEST_CASE("no host of several can drive the terminal, in any format") {
  for (auto const& format : all_renderers()) {
    auto const shown = without_line_ends(format.render_runs(golden::hosts_hostile(), {.verbose = true}));
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
        std::istringstream screen(render_text(record(), {.ascii = ascii, .verbose = true, .width = width}));
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

TEST_CASE("calm success is short") {
  auto const screen = render_text(golden::direct(), {});
  CHECK(std::count(screen.begin(), screen.end(), '\n') <= 24);
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
