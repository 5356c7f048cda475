// A password that got into any text of a record is in no report.
#include "run/redaction.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "golden/records.hpp"
#include "reports/read_saved_run.hpp"
#include "reports/registry.hpp"

using namespace poolprobe;
using nlohmann::json;

namespace {

constexpr std::string_view planted = "planted-7";

/// Words of our own tables, by which reports and programs go, and what the user calls the server: nothing of
/// others comes into them.
bool is_ours(std::string const& path, std::string const& key) {
  static std::set<std::string> const words{"schema",
                                           "code",
                                           "id",
                                           "group",
                                           "outcome",
                                           "sqlstate",
                                           "driver",
                                           "drivers",
                                           "config",
                                           "setting",
                                           "script",
                                           "fix_config",
                                           "scenario",
                                           "client",
                                           "signal",
                                           "product",
                                           "pool_mode",
                                           "present",
                                           "counts_for",
                                           "feature",
                                           "generation_of",
                                           "package",
                                           "from",
                                           "before",
                                           "kind",
                                           "effect",
                                           "strategy",
                                           "also",
                                           "route",
                                           "status",
                                           "baseline",
                                           "query",
                                           "prepared_statements",
                                           "prepared_support",
                                           "without_support",
                                           "with_support",
                                           "latencies"};
  static std::set<std::string> const target{"display", "host", "port", "database", "user"};
  if (path.starts_with("/tool/")) return true;
  if (path.starts_with("/target/") && target.contains(key)) return true;
  return words.contains(key);
}

/// Puts it into every other string; how many these were.
int plant(json& in, std::string const& path, std::string const& key) {
  int count = 0;
  if (in.is_object()) {
    for (auto& [name, value] : in.items()) count += plant(value, path + "/" + name, name);
  } else if (in.is_array()) {
    for (auto& value : in) count += plant(value, path, key);
  } else if (in.is_string() && !is_ours(path, key)) {
    in = in.get<std::string>() + " " + std::string(planted);
    ++count;
  }
  return count;
}

std::string everywhere(std::string const& name, std::string const& text) {
  auto const at = text.find(planted);
  if (at == std::string::npos) return {};
  return name + ": " + text.substr(at < 120 ? 0 : at - 120, 160);
}

/// A saved run with such a SQLSTATE would not be read.
void plant_sqlstates(run_record& run) {
  for (auto& f : run.findings) f.sqlstate = planted;
  for (auto& m : run.measurements) m.sqlstate = planted;
  for (auto& d : run.drivers) {
    d.sqlstate = planted;
    for (auto& scenario : d.scenarios) scenario.sqlstate = planted;
  }
}

void check_hidden(run_record const& clean) {
  auto saved = json::parse(render_json(clean, {}));
  REQUIRE(plant(saved, "", "") > 5);
  auto run = read_json(saved.dump(), "test");
  CHECK_MESSAGE(render_json(run, {}).find(planted) != std::string::npos, "it was planted");
  plant_sqlstates(run);
  redact(run, secret{std::string(planted)});
  for (auto const& format : all_renderers()) {
    auto const text = format.render(run, {.verbose = true, .width = 10'000});
    CHECK(everywhere(std::string(format.name), text) == "");
  }
}

}  // namespace

TEST_CASE("a password in any text of a run is in no report of it") {
  for (auto const& run :
       {golden::failing(), golden::passing(), golden::pool_of_one(), golden::driver_breaks(),
        golden::driver_loses(), golden::all_drivers_checked(), golden::offline(), golden::interrupted(),
        golden::traced(), golden::traced_calm(), golden::traced_loses(), golden::benched(),
        golden::bench_loses(), golden::bench_interrupted()})
    check_hidden(run);
}

TEST_CASE("a password in any text of a plan is in no report of it") {
  auto listed = golden::listed();
  auto const add = [](std::string& text) { text += " " + std::string(planted); };
  for (auto& setting : listed.target.settings_removed) add(setting.value);
  for (auto& part : listed.parts) {
    for (auto* text : {&part.not_run, &part.only_if, &part.cannot_tell}) add(*text);
    for (auto& step : part.steps) {
      add(step.sent);
      add(step.sql);
    }
  }
  redact(listed, secret{std::string(planted)});
  for (auto const& format : all_renderers()) {
    auto const text = format.render_plan(listed, {.verbose = true, .width = 10'000});
    CHECK(everywhere(std::string(format.name), text) == "");
  }
}

TEST_CASE("a driver's transcript is searched like a finding's") {
  auto run = golden::driver_breaks();
  REQUIRE(!run.drivers.empty());
  REQUIRE(!run.drivers.front().scenarios.empty());
  run.drivers.front().scenarios.front().transcript = {
      {"A", "P(planted-7) S", "select 'planted-7'", 1, "row planted-7", 0.1}};
  redact(run, secret{std::string(planted)});
  auto const& step = run.drivers.front().scenarios.front().transcript.front();
  CHECK(step.sent == "P(***) S");
  CHECK(step.sql == "select '***'");
  CHECK(step.received == "row ***");
}
