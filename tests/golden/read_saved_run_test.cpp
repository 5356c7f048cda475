// A saved run is read back completely, and a damaged file causes a message and nothing worse.
#include "reports/read_saved_run.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "golden/records.hpp"
#include "model/fatal.hpp"
#include "reports/merge_shards.hpp"
#include "reports/registry.hpp"

namespace {

using namespace poolprobe;
using nlohmann::json;

std::vector<std::filesystem::path> saved_runs() {
  std::vector<std::filesystem::path> all;
  for (auto const& entry : std::filesystem::directory_iterator(POOLPROBE_GOLDEN_DIR)) {
    auto const name = entry.path().filename().string();
    if (name.ends_with(".json") && !name.starts_with("plan")) all.push_back(entry.path());
  }
  REQUIRE(all.size() >= 12);
  return all;
}

std::string content(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A document that was read, in that format.
std::string shown(std::variant<run_record, run_set> const& read, std::string_view format,
                  render_options const& options = {}) {
  auto const& as = *find_renderer(format);
  if (auto const* all = std::get_if<run_set>(&read)) return as.render_runs(*all, options);
  return as.render(std::get<run_record>(read), options);
}

/// Reads a file that may be damaged: true for a run that can be shown, false for a usage error. Anything else
/// fails the test.
bool survives(std::string const& text) {
  try {
    auto const read = read_saved(text, "spoiled.json");
    for (auto const& format : all_renderers()) (void)shown(read, format.name, {.ascii = true, .verbose = 2});
    return true;
  } catch (fatal const& end) {
    CHECK(end.code == exit_code::usage);
    CHECK(end.message.starts_with("spoiled.json: "));
    return false;
  }
}

std::string refusal(json const& document) {
  try {
    (void)read_json(document.dump(), "run.json");
  } catch (fatal const& end) {
    CHECK(end.code == exit_code::usage);
    return end.message;
  }
  return "read";
}

/// Merges a benchmark that may be damaged with an undamaged one.
bool merges(run_record run) {
  if (!run.bench) return false;
  auto sound = golden::benched();
  sound.bench->shards = run.bench->shards = 2;
  sound.bench->shard = 1;
  run.bench->shard = 0;
  try {
    auto const merged = merge_shards({{"spoiled.json", run}, {"sound.json", sound}});
    for (auto const& format : all_renderers()) (void)format.render(merged, {.ascii = true, .verbose = 2});
    return true;
  } catch (fatal const& end) {
    CHECK(end.code == exit_code::usage);
    return false;
  }
}

json benched() { return json::parse(render_json(golden::benched(), {})); }

/// Every value in a document, by reference.
std::vector<json*> values_in(json& document) {
  std::vector<json*> all{&document};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i]->is_structured()) continue;
    for (auto& one : *all[i]) all.push_back(&one);
  }
  return all;
}

json odd_value(std::mt19937& random) {
  static json const odd[] = {json(),
                             true,
                             -1,
                             0,
                             1e308,
                             -1e308,
                             0.5,
                             UINT64_MAX,
                             INT64_MIN,
                             4294967296,
                             "",
                             "\x1b[2J",
                             std::string(5000, 'x'),
                             json::array(),
                             json::object(),
                             json::array({json::array({1, 2, 3})})};
  return odd[random() % std::size(odd)];
}

}  // namespace

TEST_CASE("a saved run that is read and saved again is the same file") {
  for (auto const& path : saved_runs()) {
    CAPTURE(path.filename().string());
    auto const text = content(path);
    CHECK(shown(read_saved(text, "run.json"), "json") == text);
  }
}

TEST_CASE("what an older version did not write is taken for nothing to tell") {
  auto document = json::parse(render_json(golden::driver_with_caveat(), {}));
  auto& driver = document["drivers"][0];
  for (auto const* member : {"caveats", "features", "sqlstates", "holds_for", "critical_path"})
    driver.erase(member);
  for (auto& scene : driver["scenes"]) {
    for (auto const* member : {"counts_for", "feature", "use"}) scene.erase(member);
    scene["scene"] = "beyond";
  }
  auto const read = read_json(document.dump(), "run.json").drivers.front();
  CHECK(read.caveats.empty());
  CHECK(read.features.empty());
  CHECK(read.sqlstates.empty());
  CHECK(read.holds_for.empty());
  CHECK(read.critical_path == 0);
  CHECK(read.scenarios[1].counts_for == scenario_result::weight::verdict);
  CHECK(read.scenarios[1].scenario == scenario_kind::unknown);
}

TEST_CASE("what a run says can be shown from its file as it was shown at once") {
  for (auto const record :
       {golden::failing, golden::driver_breaks, golden::driver_with_caveat, golden::driver_generations,
        golden::offline, golden::traced, golden::traced_caveat, golden::benched, golden::bench_interrupted}) {
    auto const again = read_json(render_json(record(), {}), "run.json");
    for (auto const* format : {"text", "csv", "markdown"}) {
      auto const& renderer = *find_renderer(format);
      CHECK(renderer.render(again, {}) == renderer.render(record(), {}));
    }
  }
}

TEST_CASE("the runs of several hosts can be shown from their file as they were shown at once") {
  auto const all = golden::hosts();
  auto const again = read_saved(render_runs_json(all, {}), "runs.json");
  REQUIRE(std::holds_alternative<run_set>(again));
  for (auto const& format : all_renderers()) {
    CHECK(shown(again, format.name) == format.render_runs(all, {}));
    CHECK(shown(again, format.name, {.quiet = true}) == format.render_runs(all, {.quiet = true}));
  }
}

TEST_CASE("the runs of several hosts are no single run, and hold only single runs") {
  auto const whole = json::parse(render_runs_json(golden::hosts(), {}));
  CHECK(refusal(whole) == "run.json: the document holds the runs of several hosts");
  auto const refused = [&whole](std::function<void(json&)> const& spoil) {
    auto spoiled = whole;
    spoil(spoiled);
    try {
      (void)read_saved(spoiled.dump(), "runs.json");
    } catch (fatal const& end) {
      return end.message;
    }
    return std::string("read");
  };
  CHECK(refused([](json& all) { all["runs"] = json::array(); }) == "runs.json: runs is empty");
  CHECK(refused([](json& all) { all["runs"][1] = all; }) == "runs.json: runs[1] is no single run");
  CHECK(refused([](json& all) { all["runs"][1]["schema_version"] = 2; }) ==
        "runs.json: this run has another schema_version than 1");
  CHECK(refused([](json& all) { all["runs"][1].erase("target"); }) == "runs.json: runs[1] has no target");
  CHECK(refused([](json& all) { all.erase("verdict"); }).find("has no verdict") != std::string::npos);
}

TEST_CASE("a file that was cut off or damaged is refused or read, and nothing else") {
  std::mt19937 random(1);
  for (auto const& path : saved_runs()) {
    auto const text = content(path);
    for (int round = 0; round < 40; ++round) {
      auto spoiled = text.substr(0, random() % (text.size() - 1));  // the last byte is a line end
      CHECK_FALSE(survives(spoiled));
      spoiled = text;
      for (int flips = 1 + static_cast<int>(random() % 3); flips > 0; --flips)
        spoiled[random() % spoiled.size()] = static_cast<char>(random());
      (void)survives(spoiled);
    }
  }
}

TEST_CASE("values of another type, out of range or missing do no harm") {
  std::mt19937 random(2);
  int read = 0;
  int refused = 0;
  for (auto const& path : saved_runs()) {
    auto const whole = json::parse(content(path));
    for (int round = 0; round < 120; ++round) {
      auto spoiled = whole;
      auto const values = values_in(spoiled);
      auto& victim = *values[random() % values.size()];
      if (victim.is_object() && !victim.empty() && random() % 2 == 0) {
        victim.erase(std::next(victim.begin(), static_cast<long>(random() % victim.size())));
      } else {
        victim = odd_value(random);
      }
      ++(survives(spoiled.dump()) ? read : refused);
    }
  }
  CHECK(read > 50);
  CHECK(refused > 500);
}

TEST_CASE("a spoiled shard is refused, or added up without harm") {
  std::mt19937 random(4);
  auto const whole = benched();
  int merged = 0;
  for (int round = 0; round < 400; ++round) {
    auto spoiled = whole;
    auto const values = values_in(spoiled["measurements"]);
    *values[random() % values.size()] = odd_value(random);
    try {
      merged += merges(read_json(spoiled.dump(), "spoiled.json")) ? 1 : 0;
    } catch (fatal const& end) {
      CHECK(end.code == exit_code::usage);
    }
  }
  CHECK(merged > 20);
}

TEST_CASE("nesting without end is not JSON of ours") {
  CHECK_FALSE(survives(std::string(1'000'000, '[')));
  CHECK_FALSE(survives(std::string(1'000'000, '[') + std::string(1'000'000, ']')));
  CHECK_FALSE(survives(""));
  CHECK_FALSE(survives("null"));
  CHECK_FALSE(survives("{}"));
}

TEST_CASE("the message says which file and which field") {
  auto run = benched();
  run["measurements"][1]["clients"] = 0;
  CHECK(refusal(run).starts_with("run.json: measurements[1].clients is not a whole number"));
  run = benched();
  run["measurements"][0].erase("p50_us");
  CHECK(refusal(run) == "run.json: measurements[0] has no p50_us");
  run = benched();
  run["verdict"]["status"] = "fine";
  CHECK(refusal(run).starts_with("run.json: verdict.status is none of the words"));
  run = benched();
  run["verdict"]["exit_code"] = 99;
  CHECK(refusal(run) == "run.json: verdict.exit_code is no exit code of poolprobe");
}

TEST_CASE("words of a later version are read as unknown, and never as what works") {
  auto const read = [](json const& document) { return read_json(document.dump(), "run.json"); };
  auto const load = [](char const* file) {
    return json::parse(content(std::filesystem::path(POOLPROBE_GOLDEN_DIR) / file));
  };
  auto driver = load("loses.json");
  driver["drivers"][0]["outcome"] = driver["drivers"][0]["scenes"][0]["outcome"] = "astounds";
  driver["drivers"][0]["scenes"][0]["scene"] = "met-again";
  driver["findings"][0]["outcome"] = "astounds";
  driver["pooler"]["pool_mode"] = "quantum";
  auto const checked = read(driver);
  CHECK(checked.drivers[0].outcome == outcome::unknown);
  CHECK(checked.drivers[0].scenarios[0].outcome == outcome::unknown);
  CHECK(checked.drivers[0].scenarios[0].scenario == scenario_kind::unknown);
  CHECK(checked.findings[0].outcome == outcome::unknown);
  CHECK(checked.pooler.pool_mode == pool_mode::unknown);

  auto run = benched();
  run["measurements"][0]["status"] = "astounds";
  run["measurements"][1]["route"] = "roundabout";
  auto const measured = read(run);
  CHECK(measured.measurements[0].status == measurement_status::unknown);
  CHECK(measured.measurements[1].route == bench_route::unknown);

  auto traced = load("traced-loses.json");
  traced["hazards"][0]["without_support"] = "astounds";
  CHECK(read(traced).hazards[0].without_support == impact::unknown);
  for (auto const& format : all_renderers()) {
    for (auto const& one : {checked, measured, read(traced)}) CHECK_FALSE(format.render(one, {}).empty());
  }
}

TEST_CASE("histograms that no histogram can have saved are refused") {
  auto const spoiled = [](std::function<void(json&)> const& spoil) {
    auto run = benched();
    spoil(run["measurements"][0]["histogram"]);
    return refusal(run);
  };
  CHECK(spoiled([](json& h) { std::swap(h["buckets"][0], h["buckets"][1]); }).find("cannot be") !=
        std::string::npos);
  CHECK(spoiled([](json& h) { h["buckets"][0][1] = 0; }).find("buckets[0][1]") != std::string::npos);
  CHECK(spoiled([](json& h) { h["buckets"][0][1] = UINT64_MAX / 4; }).find("buckets[0][1]") !=
        std::string::npos);
  CHECK(spoiled([](json& h) {
          h["buckets"][0] = json::array({4000000000U, 1});
        }).find("cannot be") != std::string::npos);
  CHECK(spoiled([](json& h) { h["least_ns"] = 1; }).find("cannot be") != std::string::npos);
  CHECK(spoiled([](json& h) { h["most_ns"] = 0; }).find("most_ns") != std::string::npos);
  CHECK(spoiled([](json& h) { h = nullptr; }).find("histogram is not an object") != std::string::npos);
}

TEST_CASE("what is not known is ignored, another schema is not") {
  auto run = benched();
  run["of_a_later_version"] = {1, 2, 3};
  run["bench"]["of_a_later_version"] = "x";
  CHECK(refusal(run) == "read");
  run["schema_version"] = 2;
  CHECK(refusal(run) == "run.json: this run has another schema_version than 1");
  run["schema"] = "poolprobe/plan";
  CHECK(refusal(run) == "run.json: the document is not a saved run of poolprobe");
}

TEST_CASE("a bound that was reached, and what was tried in vain, are saved and shown") {
  auto run = golden::failing();
  run.cost.bound_reached = "48 connections";
  run.residue = {{4711, residue_kind::channel, "c", "tried 3 times: unlisten c: closed the connection"}};
  auto const saved = render_json(run, {});
  auto const read = read_saved(saved, "run.json");
  CHECK(shown(read, "json") == saved);
  auto const text = shown(read, "text", {.ascii = true, .width = 200});
  CHECK(text.find("it ended early, at its bound of 48 connections") != std::string::npos);
  CHECK(text.find("channel c on server connection 4711; tried 3 times") != std::string::npos);
}
