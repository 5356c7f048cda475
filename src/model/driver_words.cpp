#include "model/driver_words.hpp"

#include <algorithm>

#include "model/outcome_words.hpp"

namespace poolprobe {

std::string id_of(driver_result const& of) {
  return of.config.empty() ? of.driver : of.driver + ":" + of.config;
}

std::string words_of(version_span const& of) {
  if (of.from.empty() && of.before.empty()) return of.package;
  if (of.from.empty()) return of.package + " before " + of.before;
  if (of.before.empty()) return of.package + " " + of.from + " or later";
  return of.package + " " + of.from + " to before " + of.before;
}

std::string words_of(std::vector<version_span> const& all) {
  auto const older =
      std::any_of(all.begin(), all.end(), [](version_span const& one) { return !one.before.empty(); });
  std::string text;
  for (auto const& one : all) text += (text.empty() ? "" : older ? " or " : " and ") + words_of(one);
  return text;
}

std::string version_remark(driver_result const& of) {
  return of.holds_for.empty() ? std::string() : " (" + words_of(of.holds_for) + ")";
}

std::string version_remark_beside_setting(driver_result const& of) {
  auto const versions = words_of(of.holds_for);
  return of.setting.find(versions) == std::string::npos ? version_remark(of) : std::string();
}

std::string in_short(feature_result const& of) {
  auto text = "if you use " + of.use + ": " + std::string(words_of(of.outcome).spoken);
  return of.sqlstate ? text + " with " + *of.sqlstate : text;
}

std::string words_of(feature_result const& of) {
  auto const more = of.outcome != outcome::works && !of.summary.empty();
  return more ? in_short(of) + ": " + of.summary : in_short(of);
}

std::string words_of(driver_caveat const& of) {
  return of.code.empty() ? of.summary : of.summary + " (" + of.code + ")";
}

}  // namespace poolprobe
