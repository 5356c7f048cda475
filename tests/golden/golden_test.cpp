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

#include "golden/records.hpp"
#include "reports/registry.hpp"

namespace {

using namespace poolprobe;

template <run_record (*record)()>
std::string run(renderer const& format, render_options const& options) {
  return format.render(record(), options);
}

std::string listed(renderer const& format, render_options const& options) {
  return format.render_plan(golden::listed(), options);
}

template <run_set (*set)()>
std::string runs(renderer const& format, render_options const& options) {
  return format.render_runs(set(), options);
}

std::string listed_hosts(renderer const& format, render_options const& options) {
  auto plan = golden::listed();
  plan.hosts = {"127.0.0.1:6432", "pooler.example:6433"};
  return format.render_plan(plan, options);
}

struct golden_case {
  std::string_view file;
  std::string (*render)(renderer const&, render_options const&);
  std::string_view format;
  render_options options;
};

constexpr golden_case cases[] = {
    {"check-no-driver.txt", run<golden::whole_failing>, "text", {}},
    {"check-no-driver.ascii.txt", run<golden::whole_failing>, "text", {.ascii = true}},
    {"check-no-driver.color.txt", run<golden::whole_failing>, "text", {.color = true}},
    {"check-no-driver.quiet.txt", run<golden::whole_failing>, "text", {.quiet = true}},
    {"check-works.txt", run<golden::whole_passing>, "text", {}},
    {"check-works.color.txt", run<golden::whole_passing>, "text", {.color = true}},
    {"check-driver-breaks.txt", run<golden::whole_driver_breaks>, "text", {}},
    {"check-driver-breaks.ascii.txt", run<golden::whole_driver_breaks>, "text", {.ascii = true}},
    {"check-driver-breaks.quiet.txt", run<golden::whole_driver_breaks>, "text", {.quiet = true}},
    {"check-driver-works.txt", run<golden::whole_driver_works>, "text", {}},
    {"check-two-drivers.txt", run<golden::two_drivers>, "text", {}},
    {"check-two-drivers.json", run<golden::two_drivers>, "json", {}},
    {"check-drivers.txt", run<golden::drivers_listed>, "text", {}},
    {"check-drivers.ascii.txt", run<golden::drivers_listed>, "text", {.ascii = true}},
    {"check-drivers.verbose.txt", run<golden::drivers_listed>, "text", {.verbose = 1}},
    {"check-drivers.md", run<golden::drivers_listed>, "markdown", {}},
    {"check-left-behind.txt", run<golden::left_behind>, "text", {}},
    {"check-left-behind.quiet.txt", run<golden::left_behind>, "text", {.quiet = true}},
    {"check-left-behind.md", run<golden::left_behind>, "markdown", {}},
    {"check-unreachable.txt", run<golden::unreachable_host>, "text", {}},
    {"check-unreachable.ascii.txt", run<golden::unreachable_host>, "text", {.ascii = true}},
    {"check-unreachable.color.txt", run<golden::unreachable_host>, "text", {.color = true}},
    {"check-unreachable.quiet.txt", run<golden::unreachable_host>, "text", {.quiet = true}},
    {"check-unreachable.long-host.txt", run<golden::long_host_unreachable>, "text", {}},
    {"check-refused.txt", run<golden::password_refused>, "text", {}},
    {"check-refused.ascii.txt", run<golden::password_refused>, "text", {.ascii = true}},
    {"check-refused.color.txt", run<golden::password_refused>, "text", {.color = true}},
    {"check-refused.quiet.txt", run<golden::password_refused>, "text", {.quiet = true}},
    {"check-refused.md", run<golden::password_refused>, "markdown", {}},
    {"check-refused.hostile.txt", run<golden::refused_by_hostile>, "text", {}},
    {"check-refused.hostile.ascii.txt", run<golden::refused_by_hostile>, "text", {.ascii = true}},
    {"check-driver-breaks.color.txt", run<golden::whole_driver_breaks>, "text", {.color = true}},
    {"check-driver-works.ascii.txt", run<golden::whole_driver_works>, "text", {.ascii = true}},
    {"check-driver-works.color.txt", run<golden::whole_driver_works>, "text", {.color = true}},
    {"check-drivers.color.txt", run<golden::drivers_listed>, "text", {.color = true}},
    {"check-left-behind.ascii.txt", run<golden::left_behind>, "text", {.ascii = true}},
    {"check-left-behind.color.txt", run<golden::left_behind>, "text", {.color = true}},
    {"direct.color.txt", run<golden::direct>, "text", {.color = true}},
    {"pool-of-one.ascii.txt", run<golden::pool_of_one>, "text", {.ascii = true}},
    {"pool-of-one.color.txt", run<golden::pool_of_one>, "text", {.color = true}},
    {"hosts.color.txt", runs<golden::hosts>, "text", {.color = true}},
    {"lint.txt", run<golden::linted>, "text", {}},
    {"lint.json", run<golden::linted>, "json", {}},
    {"lint.md", run<golden::linted>, "markdown", {}},
    {"lint-wrong.txt", run<golden::linted_wrong>, "text", {}},
    {"lint-wrong.quiet.txt", run<golden::linted_wrong>, "text", {.quiet = true}},
    {"check-long-host.txt", run<golden::long_host>, "text", {}},
    {"check-long-host.ascii.txt", run<golden::long_host>, "text", {.ascii = true}},
    {"check-long-host.driver.txt", run<golden::long_host_driver>, "text", {}},
    {"bench-long-host.txt", run<golden::bench_long_host>, "text", {}},
    {"check-only.txt", run<golden::failing>, "text", {.in_full = true}},
    {"failing.verbose.txt", run<golden::failing>, "text", {.verbose = 1}},
    {"failing.transcripts.txt", run<golden::failing>, "text", {.verbose = 2}},
    {"driver.verbose.txt", run<golden::driver_breaks>, "text", {.verbose = 1}},
    {"driver.transcripts.txt", run<golden::driver_breaks>, "text", {.verbose = 2}},
    {"hosts.verbose.txt", runs<golden::hosts>, "text", {.verbose = 1}},
    {"failing.txt", run<golden::failing>, "text", {}},
    {"failing.ascii.txt", run<golden::failing>, "text", {.ascii = true}},
    {"failing.color.txt", run<golden::failing>, "text", {.color = true}},
    {"failing.wide.txt", run<golden::failing>, "text", {.width = 120}},
    {"failing.json", run<golden::failing>, "json", {}},
    {"balanced.txt", run<golden::balanced>, "text", {}},
    {"balanced.json", run<golden::balanced>, "json", {}},
    {"passing.txt", run<golden::passing>, "text", {}},
    {"passing.verbose.txt", run<golden::passing>, "text", {.verbose = 1}},
    {"passing.transcripts.txt", run<golden::passing>, "text", {.verbose = 2}},
    {"passing.json", run<golden::passing>, "json", {}},
    {"driver.txt", run<golden::driver_breaks>, "text", {}},
    {"driver.ascii.txt", run<golden::driver_breaks>, "text", {.ascii = true}},
    {"driver.json", run<golden::driver_breaks>, "json", {}},
    {"loses.txt", run<golden::driver_loses>, "text", {}},
    {"loses.ascii.txt", run<golden::driver_loses>, "text", {.ascii = true}},
    {"loses.color.txt", run<golden::driver_loses>, "text", {.color = true}},
    {"loses.quiet.txt", run<golden::driver_loses>, "text", {.quiet = true}},
    {"loses.json", run<golden::driver_loses>, "json", {}},
    {"loses.csv", run<golden::driver_loses>, "csv", {}},
    {"loses.md", run<golden::driver_loses>, "markdown", {}},
    {"caveat.txt", run<golden::driver_with_caveat>, "text", {}},
    {"caveat.ascii.txt", run<golden::driver_with_caveat>, "text", {.ascii = true}},
    {"caveat.quiet.txt", run<golden::driver_with_caveat>, "text", {.quiet = true}},
    {"caveat.json", run<golden::driver_with_caveat>, "json", {}},
    {"caveat.csv", run<golden::driver_with_caveat>, "csv", {}},
    {"caveat.md", run<golden::driver_with_caveat>, "markdown", {}},
    {"caveat-required.quiet.txt", run<golden::errors_required>, "text", {.quiet = true}},
    {"caveat-required.json", run<golden::errors_required>, "json", {}},
    {"caveat-required.csv", run<golden::errors_required>, "csv", {}},
    {"generations.txt", run<golden::driver_generations>, "text", {}},
    {"generations.json", run<golden::driver_generations>, "json", {}},
    {"generations.csv", run<golden::driver_generations>, "csv", {}},
    {"generations.md", run<golden::driver_generations>, "markdown", {}},
    {"bench-loses.txt", run<golden::bench_loses>, "text", {}},
    {"bench-loses.json", run<golden::bench_loses>, "json", {}},
    {"bench-loses.csv", run<golden::bench_loses>, "csv", {}},
    {"bench-loses.md", run<golden::bench_loses>, "markdown", {}},
    {"traced-caveat.txt", run<golden::traced_caveat>, "text", {}},
    {"traced-caveat.quiet.txt", run<golden::traced_caveat>, "text", {.quiet = true}},
    {"traced-caveat.json", run<golden::traced_caveat>, "json", {}},
    {"traced-caveat.md", run<golden::traced_caveat>, "markdown", {}},
    {"traced-caveat.csv", run<golden::traced_caveat>, "csv", {}},
    {"traced-nobody.txt", run<golden::traced_nobody>, "text", {}},
    {"traced-nobody.md", run<golden::traced_nobody>, "markdown", {}},
    {"traced-loses.txt", run<golden::traced_loses>, "text", {}},
    {"traced-loses.json", run<golden::traced_loses>, "json", {}},
    {"all-drivers.txt", run<golden::all_drivers_checked>, "text", {}},
    {"offline.txt", run<golden::offline>, "text", {}},
    {"offline.json", run<golden::offline>, "json", {}},
    {"direct.txt", run<golden::direct>, "text", {}},
    {"direct.ascii.txt", run<golden::direct>, "text", {.ascii = true}},
    {"direct.json", run<golden::direct>, "json", {}},
    {"pool-of-one.txt", run<golden::pool_of_one>, "text", {}},
    {"pool-of-one.verbose.txt", run<golden::pool_of_one>, "text", {.verbose = 1}},
    {"pool-of-one.json", run<golden::pool_of_one>, "json", {}},
    {"interrupted.txt", run<golden::interrupted>, "text", {}},
    {"interrupted.json", run<golden::interrupted>, "json", {}},
    {"hostile.txt", run<golden::hostile>, "text", {}},
    {"hostile.json", run<golden::hostile>, "json", {}},
    {"plan.txt", listed, "text", {}},
    {"plan.color.txt", listed, "text", {.color = true}},
    {"plan.quiet.txt", listed, "text", {.quiet = true}},
    {"plan.json", listed, "json", {}},
    {"traced.txt", run<golden::traced>, "text", {}},
    {"traced.ascii.txt", run<golden::traced>, "text", {.ascii = true}},
    {"traced.verbose.txt", run<golden::traced>, "text", {.verbose = 1}},
    {"traced.quiet.txt", run<golden::traced>, "text", {.quiet = true}},
    {"traced.json", run<golden::traced>, "json", {}},
    {"traced-calm.txt", run<golden::traced_calm>, "text", {}},
    {"traced-hostile.txt", run<golden::traced_hostile>, "text", {}},
    {"traced-hostile.json", run<golden::traced_hostile>, "json", {}},
    {"bench.txt", run<golden::benched>, "text", {}},
    {"bench.ascii.txt", run<golden::benched>, "text", {.ascii = true}},
    {"bench.color.txt", run<golden::benched>, "text", {.color = true}},
    {"bench.verbose.txt", run<golden::benched>, "text", {.verbose = 1}},
    {"bench.quiet.txt", run<golden::benched>, "text", {.quiet = true}},
    {"bench.json", run<golden::benched>, "json", {}},
    {"bench-interrupted.txt", run<golden::bench_interrupted>, "text", {}},
    {"bench-interrupted.json", run<golden::bench_interrupted>, "json", {}},
    {"bench-hostile.txt", run<golden::bench_hostile>, "text", {}},
    {"bench-hostile.json", run<golden::bench_hostile>, "json", {}},
    {"failing.csv", run<golden::failing>, "csv", {}},
    {"failing.md", run<golden::failing>, "markdown", {}},
    {"driver.csv", run<golden::driver_breaks>, "csv", {}},
    {"driver.md", run<golden::driver_breaks>, "markdown", {}},
    {"offline.md", run<golden::offline>, "markdown", {.ascii = true}},
    {"hostile.csv", run<golden::hostile>, "csv", {}},
    {"hostile.md", run<golden::hostile>, "markdown", {}},
    {"plan.csv", listed, "csv", {}},
    {"plan.md", listed, "markdown", {}},
    {"traced.csv", run<golden::traced>, "csv", {}},
    {"traced.md", run<golden::traced>, "markdown", {}},
    {"bench.csv", run<golden::benched>, "csv", {}},
    {"bench.md", run<golden::benched>, "markdown", {}},
    {"bench.verbose.md", run<golden::benched>, "markdown", {.verbose = 1}},
    {"bench-interrupted.md", run<golden::bench_interrupted>, "markdown", {}},
    {"bench-hostile.csv", run<golden::bench_hostile>, "csv", {}},
    {"bench-hostile.md", run<golden::bench_hostile>, "markdown", {}},
    {"hosts.txt", runs<golden::hosts>, "text", {}},
    {"hosts.ascii.txt", runs<golden::hosts>, "text", {.ascii = true}},
    {"hosts.quiet.txt", runs<golden::hosts>, "text", {.quiet = true}},
    {"hosts.json", runs<golden::hosts>, "json", {}},
    {"hosts.csv", runs<golden::hosts>, "csv", {}},
    {"hosts.md", runs<golden::hosts>, "markdown", {}},
    {"hosts.quiet.md", runs<golden::hosts>, "markdown", {.quiet = true}},
    {"hosts-hostile.json", runs<golden::hosts_hostile>, "json", {}},
    {"plan-hosts.quiet.txt", listed_hosts, "text", {.quiet = true}},
    {"plan-hosts.json", listed_hosts, "json", {}},
    {"plan-hosts.md", listed_hosts, "markdown", {}},
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

/// The part that differs; equal text before and after it is left out.
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
    auto const actual = one.render(*format, one.options);
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
    CHECK(one.render(*format, one.options) == one.render(*format, one.options));
  }
}

TEST_CASE("formats are found by their whole name only") {
  CHECK(find_renderer("text") == all_renderers().data());
  CHECK(find_renderer("tex") == nullptr);
  CHECK(find_renderer("") == nullptr);
}

}  // namespace
