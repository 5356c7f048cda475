#pragma once

#include <string>

#include "lab/check_json.hpp"

/// The results of a run in few words.
namespace poolprobe::testing {

/// "pgbouncer 1.26.1 transaction supported 1": product, version ("-" for none), mode, named prepared
/// statements, layers.
[[nodiscard]] inline std::string pooler_in_short(nlohmann::json const& run) {
  auto const& p = run["pooler"];
  auto const version = p["version"].is_string() ? p["version"].get<std::string>() : "-";
  return fmt::format("{} {} {} {} {}", p["product"].get<std::string>(), version,
                     p["pool_mode"].get<std::string>(), p["prepared_statements"].get<std::string>(),
                     p["layers"].get<int>());
}

/// "PP104 wrong_answer, PP301 breaks 08P01": every outcome but `works` and `skipped`.
[[nodiscard]] inline std::string all_but_works(nlohmann::json const& run) {
  std::string told;
  for (auto const& f : run["findings"]) {
    auto const code = f["code"].get<std::string>();
    auto const outcome = outcome_of(run, code);
    if (outcome == "works" || outcome == "skipped") continue;
    told += fmt::format("{}{} {}", told.empty() ? "" : ", ", code, outcome);
  }
  return told;
}

/// What was observed, from the first evidence of that signal; "" when there is none.
[[nodiscard]] inline std::string evidence_for(nlohmann::json const& run, std::string_view signal,
                                              char const* part = "observed") {
  for (auto const& e : run["pooler"]["evidence"]) {
    if (e["signal"] == signal) return e[part].get<std::string>();
  }
  return {};
}

/// The steps of a finding, one a line, to find out why it is not as expected.
[[nodiscard]] inline std::string steps_of(nlohmann::json const& run, std::string_view code) {
  std::string told;
  for (auto const& f : run["findings"]) {
    if (f["code"] != code) continue;
    told += f["observed"].get<std::string>();
    for (auto const& t : f["transcript"]) {
      told += fmt::format("\n  {} {} {} {}: {}", t["client"].get<std::string>(), t["backend"].dump(),
                          t["sent"].get<std::string>(),
                          t["sql"].is_null() ? std::string() : t["sql"].get<std::string>(),
                          t["received"].get<std::string>());
    }
  }
  return told;
}

}  // namespace poolprobe::testing
