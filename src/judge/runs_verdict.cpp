#include "judge/runs_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/target_words.hpp"

namespace poolprobe {
namespace {

/// 0 is the gravest.
auto rank_of(exit_code code) {
  return std::find_if(exit_meanings.begin(), exit_meanings.end(),
                      [code](exit_meaning const& row) { return row.code == code; }) -
         exit_meanings.begin();
}

exit_code worst_of(std::vector<run_record> const& runs) {
  auto const all_unreachable = std::all_of(runs.begin(), runs.end(), [](run_record const& run) {
    return run.verdict.exit_code == exit_code::no_connection;
  });
  if (all_unreachable) return exit_code::no_connection;
  auto worst = exit_code::compatible;
  for (auto const& run : runs) {
    auto code = run.verdict.exit_code;
    if (code == exit_code::no_connection) code = exit_code::inconclusive;
    if (rank_of(code) < rank_of(worst)) worst = code;
  }
  return worst;
}

verdict_status status_of(exit_code code) {
  switch (code) {
    case exit_code::compatible:
      return verdict_status::compatible;
    case exit_code::incompatible:
      return verdict_status::incompatible;
    case exit_code::too_slow:
      return verdict_status::too_slow;
    case exit_code::inconclusive:
    case exit_code::interrupted:
      return verdict_status::inconclusive;
    case exit_code::no_connection:
    case exit_code::usage:
    case exit_code::defect:
      break;
  }
  return verdict_status::error;
}

/// The host, what it came to, and the first of its own reasons. A failure to connect begins with the host by
/// itself, and what it has besides is what to do about it.
std::string line_of(run_record const& run) {
  auto const place = place_of(run.target);
  auto const& own = run.verdict;
  if (own.status == verdict_status::error && !own.reasons.empty()) {
    auto const& why = own.reasons.front();
    return why.starts_with(place + ": ") ? why : fmt::format("{}: {}", place, why);
  }
  auto line = fmt::format("{}: {}", place, meaning_of(own.exit_code).word);
  if (!own.reasons.empty()) line += ", " + own.reasons.front();
  if (own.reasons.size() > 1) line += fmt::format(" (and {} more)", own.reasons.size() - 1);
  return line;
}

}  // namespace

verdict judge_runs(std::vector<run_record> const& runs, std::string remark) {
  auto const code = worst_of(runs);
  verdict all{status_of(code), code, {}};
  for (auto const& run : runs) all.reasons.push_back(line_of(run));
  if (!remark.empty()) all.reasons.push_back(std::move(remark));
  return all;
}

}  // namespace poolprobe
