#include "judge/traffic_verdict.hpp"

#include <fmt/format.h>

#include "model/driver_words.hpp"

namespace poolprobe {
namespace {

bool is_broken(hazard const& h, bool has_support) {
  return is_failure(judged_impact(h.without_support, h.with_support, has_support));
}

/// One reason for each code, because there may be many statements.
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

/// A program that is started finds the way in its environment, where it looks there.
std::string nobody(traffic_info const& traffic) {
  if (traffic.command.empty())
    return "nobody connected: no program was pointed at the address that was listened on";
  return "nobody connected: the command has an address of its own, or takes it from another variable than "
         "DATABASE_URL and libpq's (--url-env names it)";
}

void add_caveats(traffic_info const& traffic, std::string_view lead, std::vector<std::string>& to) {
  for (auto const& one : traffic.caveats) to.push_back(fmt::format("{} a caveat: {}", lead, words_of(one)));
}

verdict conclude(run_record const& run) {
  auto const& traffic = *run.traffic;
  if (traffic.logins == 0 && traffic.connections > 0)
    return {verdict_status::error, exit_code::no_connection, {"no connection got as far as a session"}};
  auto reasons = broken_codes(run);
  auto const broken = !reasons.empty();
  if (traffic.failure) reasons.push_back("the command failed: " + *traffic.failure);
  if (traffic.logins == 0)
    reasons.push_back(nobody(traffic));
  else if (traffic.transactions == 0)
    reasons.push_back(
        "no transaction was seen: the program logged in and sent no query, so nothing of its queries is "
        "known");
  if (traffic.lost_connections > 0)
    reasons.push_back(fmt::format("{} connections could not be followed", traffic.lost_connections));
  if (!reasons.empty()) {
    add_caveats(traffic, "besides,", reasons);
    return broken ? verdict{verdict_status::incompatible, exit_code::incompatible, reasons}
                  : verdict{verdict_status::inconclusive, exit_code::inconclusive, reasons};
  }
  add_caveats(traffic, "works, with", reasons);
  reasons.push_back(fmt::format("{} transactions were watched", traffic.transactions));
  return {verdict_status::compatible, exit_code::compatible, reasons};
}

}  // namespace

run_record judge_traffic(run_record run) {
  run.verdict = conclude(run);
  return run;
}

}  // namespace poolprobe
