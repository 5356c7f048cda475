#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <fmt/format.h>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "records.hpp"
#include "reports/registry.hpp"

namespace {

using namespace poolprobe;

struct golden_case {
  std::string_view file;
  run_record (*record)();
  std::string_view format;
  render_options options;
};

constexpr golden_case cases[] = {
    {"failing.txt", golden::failing, "text", {}},
    {"failing.ascii.txt", golden::failing, "text", {.ascii = true}},
    {"failing.color.txt", golden::failing, "text", {.color = true}},
    {"failing.wide.txt", golden::failing, "text", {.width = 120}},
    {"failing.json", golden::failing, "json", {}},
    {"passing.txt", golden::passing, "text", {}},
    {"passing.verbose.txt", golden::passing, "text", {.verbose = true}},
    {"passing.json", golden::passing, "json", {}},
    {"driver.txt", golden::driver_breaks, "text", {}},
    {"driver.ascii.txt", golden::driver_breaks, "text", {.ascii = true}},
    {"driver.json", golden::driver_breaks, "json", {}},
    {"all-drivers.txt", golden::all_drivers_played, "text", {}},
    {"offline.txt", golden::offline, "text", {}},
    {"offline.json", golden::offline, "json", {}},
    {"direct.txt", golden::direct, "text", {}},
    {"direct.ascii.txt", golden::direct, "text", {.ascii = true}},
    {"direct.json", golden::direct, "json", {}},
    {"pool-of-one.txt", golden::pool_of_one, "text", {}},
    {"pool-of-one.verbose.txt", golden::pool_of_one, "text", {.verbose = true}},
    {"pool-of-one.json", golden::pool_of_one, "json", {}},
    {"interrupted.txt", golden::interrupted, "text", {}},
    {"interrupted.json", golden::interrupted, "json", {}},
    {"hostile.txt", golden::hostile, "text", {}},
    {"hostile.json", golden::hostile, "json", {}},
    {"traced.txt", golden::traced, "text", {}},
    {"traced.ascii.txt", golden::traced, "text", {.ascii = true}},
    {"traced.verbose.txt", golden::traced, "text", {.verbose = true}},
    {"traced.quiet.txt", golden::traced, "text", {.quiet = true}},
    {"traced.json", golden::traced, "json", {}},
    {"traced-calm.txt", golden::traced_calm, "text", {}},
    {"traced-hostile.txt", golden::traced_hostile, "text", {}},
    {"traced-hostile.json", golden::traced_hostile, "json", {}},
};

std::string path_of(golden_case const& one) { return fmt::format("{}/{}", POOLPROBE_GOLDEN_DIR, one.file); }

std::string content(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(std::string const& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// What differs, with what both have in front and behind left out.
std::string difference(std::string const& expected, std::string const& actual) {
  auto was = lines_of(expected);
  auto is = lines_of(actual);
  auto const [first_was, first_is] = std::mismatch(was.begin(), was.end(), is.begin(), is.end());
  auto const start = first_was - was.begin();
  was.erase(was.begin(), first_was);
  is.erase(is.begin(), first_is);
  while (!was.empty() && !is.empty() && was.back() == is.back()) {
    was.pop_back();
    is.pop_back();
  }
  auto text = fmt::format("@@ from line {} on\n", start + 1);
  for (auto const& line : was) text += "-" + line + "\n";
  for (auto const& line : is) text += "+" + line + "\n";
  return text;
}

TEST_CASE("every report is what its golden file says") {
  auto const* const update = std::getenv("POOLPROBE_UPDATE_GOLDEN");
  for (auto const& one : cases) {
    auto const* const format = find_renderer(one.format);
    REQUIRE(format != nullptr);
    auto const actual = format->render(one.record(), one.options);
    if (update != nullptr && *update == '1') {
      std::ofstream(path_of(one), std::ios::binary) << actual;
      continue;
    }
    auto const expected = content(path_of(one));
    if (expected != actual) {
      FAIL_CHECK(one.file << " differs (POOLPROBE_UPDATE_GOLDEN=1 rewrites it)\n"
                          << difference(expected, actual));
    }
  }
}

TEST_CASE("the same record gives the same bytes") {
  for (auto const& one : cases) {
    auto const* const format = find_renderer(one.format);
    CHECK(format->render(one.record(), one.options) == format->render(one.record(), one.options));
  }
}

TEST_CASE("formats are found by their whole name only") {
  CHECK(find_renderer("text") == all_renderers().data());
  CHECK(find_renderer("tex") == nullptr);
  CHECK(find_renderer("") == nullptr);
}

}  // namespace
