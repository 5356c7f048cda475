// poolprobe report: saved runs in any format, offline, with their original exit code.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/scratch.hpp"
#include "support/run_program.hpp"

using namespace poolprobe::testing;
using nlohmann::json;

namespace {

std::string golden(std::string const& name) { return std::string(POOLPROBE_GOLDEN_DIR "/") + name; }

void write(std::string const& file, std::string const& text) {
  std::ofstream(file, std::ios::binary) << text;
}

/// A shard made from a saved benchmark.
std::string shard(scratch_folder const& folder, int number, int of) {
  auto run = json::parse(content_of(golden("bench.json")));
  run["bench"]["shard"] = number;
  run["bench"]["shards"] = of;
  auto const file = folder.file("bench-" + std::to_string(number) + ".json");
  write(file, run.dump());
  return file;
}

std::string misuse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "report");
  auto const run = run_poolprobe(std::move(arguments));
  INFO(run.err);
  CHECK(run.exit_code == 2);
  CHECK(run.out.empty());
  CHECK(run.err.starts_with("poolprobe: "));
  check_readable(run.err);
  return on_one_line(run.err);
}

bool has(std::string const& text, std::string_view words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("a saved run is shown as it was, with its exit code") {
  struct saved {
    char const* name;
    int exit_code;
  };
  for (auto const& [name, exit_code] : {saved{"failing", 1}, saved{"passing", 0}, saved{"pool-of-one", 4},
                                        saved{"interrupted", 130}, saved{"traced", 1}, saved{"bench", 0}}) {
    CAPTURE(name);
    auto const file = golden(std::string(name) + ".json");
    auto const screen = run_poolprobe({"report", file});
    CHECK(screen.exit_code == exit_code);
    CHECK(screen.err.empty());
    CHECK(screen.out == content_of(golden(std::string(name) + ".txt")));
    CHECK(run_poolprobe({"report", file, "-o", "json"}).out == content_of(file));
  }
  CHECK(run_poolprobe({"report", golden("bench.json"), "-o", "markdown"}).out ==
        content_of(golden("bench.md")));
  CHECK(run_poolprobe({"report", golden("bench.json"), "-v"}).out == content_of(golden("bench.verbose.txt")));
  CHECK(run_poolprobe({"report", golden("bench.json"), "-q"}).out == content_of(golden("bench.quiet.txt")));
}

TEST_CASE("a saved run may come through a pipe and go to several files") {
  scratch_folder const folder;
  auto const text = content_of(golden("bench.json"));
  auto const run = run_poolprobe({{"report", "-", "-o", "csv=" + folder.file("bench.csv"), "-o",
                                   "markdown=" + folder.file("bench.md"), "-o", "json"},
                                  {},
                                  text});
  CHECK(run.exit_code == 0);
  CHECK(run.out == text);
  CHECK(content_of(folder.file("bench.md")) == content_of(golden("bench.md")));
  CHECK(has(content_of(folder.file("bench.csv")), "psycopg3:none,"));
}

TEST_CASE("shards are added up, and those that are missing are named") {
  scratch_folder const folder;
  std::vector<std::string> const files{shard(folder, 0, 3), shard(folder, 1, 3), shard(folder, 2, 3)};
  auto const one = json::parse(content_of(golden("bench.json")));
  auto const merged = run_poolprobe({"report", files[2], files[0], files[1], "-o", "json"});
  CHECK(merged.exit_code == 0);
  auto const run = json::parse(merged.out);
  auto const& was = one["measurements"][0];
  auto const& is = run["measurements"][0];
  CHECK(is["clients"] == 3 * was["clients"].get<int>());
  CHECK(is["operations"] == 3 * was["operations"].get<int>());
  CHECK(is["p99_us"] == was["p99_us"]);
  CHECK(is["histogram"]["most_ns"] == was["histogram"]["most_ns"]);
  CHECK(is["histogram"]["sum_ns"] == 3 * was["histogram"]["sum_ns"].get<std::uint64_t>());
  CHECK(run["bench"]["merged"] == json::array({0, 1, 2}));
  CHECK(run["bench"]["warnings"].size() == 3);

  auto const partly = run_poolprobe({"report", files[0], files[2]});
  CHECK(partly.exit_code == 0);
  CHECK(has(on_one_line(partly.out), "1 of 3 shards are missing"));
  CHECK(has(partly.out, "added up from 2 shards"));
  // A merged run can be saved and shown again.
  write(folder.file("all.json"), merged.out);
  CHECK(run_poolprobe({"report", folder.file("all.json"), "-o", "json"}).out == merged.out);
}

TEST_CASE("what cannot be shown is a usage error") {
  scratch_folder const folder;
  CHECK(has(misuse({}), "report which run?"));
  CHECK(has(misuse({"/no/such/file"}), "cannot read file /no/such/file"));
  CHECK(has(misuse({folder.path()}), "cannot read file"));
  CHECK(has(misuse({"-"}), "standard input: is not JSON"));
  write(folder.file("half.json"), content_of(golden("bench.json")).substr(0, 5000));
  CHECK(has(misuse({folder.file("half.json")}), "is not JSON, or its end is missing"));
  CHECK(has(misuse({golden("plan.json")}), "is not a saved run"));
  CHECK(has(misuse({golden("failing.json"), "-o", "yaml"}), "formats: text, json, csv, markdown"));
  CHECK(has(misuse({golden("failing.json"), golden("passing.json")}), "is no benchmark"));
  CHECK(has(misuse({golden("bench.json"), golden("bench.json")}), "is not one of several shards"));
  auto const first = shard(folder, 0, 2);
  CHECK(has(misuse({first, first}), "are the same shard, number 0"));
  CHECK(has(misuse({first, shard(folder, 1, 3)}), "differ in their number of shards: 2 and 3"));
}

TEST_CASE("text from a file cannot drive the terminal") {
  auto const run = run_poolprobe({"report", golden("bench-hostile.json")});
  check_readable(run.out.substr(0, 200));
  CHECK(run.out.find('\x1b') == std::string::npos);
}
