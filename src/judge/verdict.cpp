#include "judge/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace poolprobe {
namespace {

std::string reason(finding const& f) {
  auto text = f.code + " " + f.id + ": " + std::string(word(f.outcome));
  return f.sqlstate ? text + " (" + *f.sqlstate + ")" : text;
}

std::string reason(driver_result const& d) {
  auto const id = d.config.empty() ? d.driver : d.driver + ":" + d.config;
  return fmt::format("driver {}: {}", id, d.outcome == outcome::works ? std::string("works") : d.summary);
}

finding const* find(run_record const& run, std::string const& code) {
  auto const found = std::find_if(run.findings.begin(), run.findings.end(),
                                  [&code](finding const& f) { return f.code == code; });
  return found == run.findings.end() ? nullptr : &*found;
}

verdict conclude(run_record const& run, requirements const& required) {
  std::vector<std::string> broken;
  std::vector<std::string> open;
  for (auto const& d : run.drivers) {
    if (!d.required || d.outcome == outcome::works) continue;
    (is_failure(d.outcome) ? broken : open).push_back(reason(d));
  }
  for (auto const& code : required) {
    auto const* f = find(run, code);
    if (f == nullptr) {
      open.push_back(code + ": not observed");
    } else if (is_failure(f->outcome)) {
      broken.push_back(reason(*f));
    } else if (f->outcome != outcome::works) {
      open.push_back(reason(*f));
    }
  }
  if (!broken.empty()) return {verdict_status::incompatible, exit_code::incompatible, broken};
  if (required.empty()) open.emplace_back("nothing was required");
  if (!open.empty()) return {verdict_status::inconclusive, exit_code::inconclusive, open};
  std::vector<std::string> reasons{fmt::format("required: {}", fmt::join(required, ", "))};
  for (auto const& d : run.drivers) {
    if (d.required) reasons.push_back(reason(d));
  }
  return {verdict_status::compatible, exit_code::compatible, std::move(reasons)};
}

}  // namespace

run_record judge(run_record run, requirements const& required) {
  for (auto& f : run.findings) {
    f.required = std::find(required.begin(), required.end(), f.code) != required.end();
  }
  run.verdict = conclude(run, required);
  return run;
}

verdict interrupted_verdict() {
  return {
      verdict_status::inconclusive, exit_code::interrupted, {"interrupted before everything was observed"}};
}

}  // namespace poolprobe
