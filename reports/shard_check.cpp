#include "reports/shard_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "model/fatal.hpp"
#include "reports/figures.hpp"

namespace poolprobe {
namespace {

/// The table of lookup and update has a name of its own on each machine.
std::string common_sql(run_record const& run) {
  auto const has_table = run.bench->query == "lookup" || run.bench->query == "update";
  return has_table ? std::string() : run.bench->sql;
}

/// A property that all shards of one benchmark must share, and how a difference is shown.
struct common_setting {
  std::string_view name;
  std::string (*shown)(run_record const&);
  std::string_view hint = "several files must be the shards of one benchmark: poolprobe bench --shard i/n";
};
constexpr std::array common_settings{
    common_setting{"number of shards", [](run_record const& r) { return std::to_string(r.bench->shards); }},
    common_setting{"target", [](run_record const& r) { return r.target.display; }},
    common_setting{"direct target", [](run_record const& r) { return r.bench->direct.value_or("none"); }},
    common_setting{"query", [](run_record const& r) { return r.bench->query; }},
    common_setting{"SQL", common_sql},
    common_setting{"transaction",
                   [](run_record const& r) { return std::to_string(r.bench->transaction) + " statements"; }},
    common_setting{"reconnect",
                   [](run_record const& r) { return std::string(r.bench->reconnect ? "yes" : "no"); }},
    common_setting{"TLS", [](run_record const& r) { return std::string(r.bench->tls ? "yes" : "no"); }},
    common_setting{"loop",
                   [](run_record const& r) { return std::string(r.bench->rate ? "open" : "closed"); }},
    common_setting{"duration", [](run_record const& r) { return plain_number(r.bench->duration_s) + " s"; }},
    common_setting{"warm-up", [](run_record const& r) { return plain_number(r.bench->warmup_s) + " s"; }},
    common_setting{"repeats", [](run_record const& r) { return std::to_string(r.bench->repeat); }},
    common_setting{"number of measurements",
                   [](run_record const& r) { return std::to_string(r.measurements.size()); },
                   "a run that was interrupted has fewer: leave it out"},
};

[[noreturn]] void refuse(std::string message, std::string_view hint = common_settings.front().hint) {
  throw fatal(exit_code::usage, std::move(message), std::string(hint));
}

void check_alike(saved_run const& first, saved_run const& other) {
  for (auto const& setting : common_settings) {
    auto const was = setting.shown(first.run);
    auto const is = setting.shown(other.run);
    if (was == is) continue;
    refuse(fmt::format("{} and {} differ in their {}: {} and {}", first.name, other.name, setting.name, was,
                       is));
  }
  for (std::size_t i = 0; i < first.run.measurements.size(); ++i) {
    auto const& a = first.run.measurements[i];
    auto const& b = other.run.measurements[i];
    if (a.strategy != b.strategy || a.also != b.also || a.route != b.route || a.rtt_ms != b.rtt_ms)
      refuse(fmt::format("{} and {} differ in what they measured: {} {} at {} ms and {} {} at {} ms",
                         first.name, other.name, word(a.route), a.strategy, plain_number(a.rtt_ms),
                         word(b.route), b.strategy, plain_number(b.rtt_ms)));
  }
}

}  // namespace

void check_shards(std::vector<saved_run> const& all) {
  if (all.empty()) refuse("there is nothing to merge");
  for (auto const& one : all) {
    if (!one.run.bench) refuse(fmt::format("{} is no benchmark, and only those can be merged", one.name));
    if (one.run.bench->shards < 2) refuse(fmt::format("{} is not one of several shards", one.name));
    check_alike(all.front(), one);
    auto const same = std::find_if(all.begin(), all.end(), [&one](saved_run const& other) {
      return other.run.bench && other.run.bench->shard == one.run.bench->shard;
    });
    if (&*same != &one)
      refuse(
          fmt::format("{} and {} are the same shard, number {}", same->name, one.name, one.run.bench->shard));
  }
}

}  // namespace poolprobe
