#include "run/lint_text.hpp"

#include <fmt/format.h>

namespace poolprobe {
namespace {

/// What the advice of that kind is about: "options, search_path=a".
std::string about(run_record const& run, advice_kind kind) {
  std::vector<std::string> all;
  for (auto const& one : run.target.advice) {
    if (one.kind == kind) all.push_back(one.about);
  }
  return fmt::format("{}", fmt::join(all, ", "));
}

}  // namespace

run_record lint_text(target const& where, check_options const& options) {
  auto run = check_text(where, options);
  if (run.verdict.exit_code == exit_code::incompatible) return run;
  auto const fails = about(run, advice_kind::fails);
  auto const refused = about(run, advice_kind::refused);
  auto& judged = run.verdict;
  if (fails.empty() && refused.empty()) {
    judged.exit_code = exit_code::compatible;
    judged.reasons.front() = "nothing in the text fails or is refused; nothing was connected to";
    return run;
  }
  judged.status = verdict_status::incompatible;
  judged.exit_code = exit_code::incompatible;
  judged.reasons.clear();
  if (!fails.empty())
    judged.reasons.push_back(fmt::format("the driver does not start with {} in the text", fails));
  if (!refused.empty()) judged.reasons.push_back(fmt::format("poolers refuse {} in the text", refused));
  return run;
}

}  // namespace poolprobe
