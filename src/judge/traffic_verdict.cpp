#include "judge/traffic_verdict.hpp"

#include <fmt/format.h>

namespace poolprobe {
namespace {

bool is_broken(hazard const& h, bool with_support) {
  return is_failure(with_support ? h.with_support : h.without_support);
}

/// One for each code, as statements may be many.
std::vector<std::string> broken_codes(run_record const& run) {
  std::vector<std::string> reasons;
  std::string_view last;
  for (auto const& h : run.hazards) {
    if (h.code == last || !is_broken(h, run.traffic->prepared_support)) continue;
    last = h.code;
    reasons.push_back(fmt::format("{} {}: {}", h.code, h.id, h.title));
  }
  return reasons;
}

verdict conclude(run_record const& run) {
  auto const& traffic = *run.traffic;
  if (traffic.logins == 0 && traffic.connections > 0)
    return {verdict_status::error, exit_code::no_connection, {"no connection got as far as a session"}};
  auto reasons = broken_codes(run);
  auto const broken = !reasons.empty();
  if (traffic.failure) reasons.push_back("the command failed: " + *traffic.failure);
  if (traffic.logins == 0) reasons.emplace_back("nobody connected");
  if (traffic.lost_connections > 0)
    reasons.push_back(fmt::format("{} connections could not be followed", traffic.lost_connections));
  if (broken) return {verdict_status::incompatible, exit_code::incompatible, reasons};
  if (!reasons.empty()) return {verdict_status::inconclusive, exit_code::inconclusive, reasons};
  return {verdict_status::compatible,
          exit_code::compatible,
          {fmt::format("{} transactions were watched", traffic.transactions)}};
}

}  // namespace

run_record judge_traffic(run_record run) {
  run.verdict = conclude(run);
  return run;
}

}  // namespace poolprobe
