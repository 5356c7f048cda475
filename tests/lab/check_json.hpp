#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/run_program.hpp"

namespace poolprobe::testing {

/// One run of `poolprobe check URL -o json`.
struct checked {
  int exit_code;
  nlohmann::json run;
  std::string errors;  ///< standard error
};

[[nodiscard]] inline checked check_json(std::string const& url, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"check", url, "-o", "json"});
  auto const result = run_poolprobe(std::move(more));
  return {result.exit_code, nlohmann::json::parse(result.out, nullptr, false), result.err};
}

/// "works", "breaks 42P05", for the finding of that code; "missing" when there is none.
[[nodiscard]] inline std::string outcome_of(nlohmann::json const& run, std::string_view code) {
  for (auto const& f : run.value("findings", nlohmann::json::array())) {
    if (f["code"] != code) continue;
    auto const word = f["outcome"].get<std::string>();
    // A break includes its SQLSTATE; for an unknown the SQLSTATE only explains why.
    return word == "breaks" && f["sqlstate"].is_string() ? word + " " + f["sqlstate"].get<std::string>()
                                                         : word;
  }
  return "missing";
}

/// The text of what was observed for that code; empty when there is no such finding.
[[nodiscard]] inline std::string observed_of(nlohmann::json const& run, std::string_view code) {
  for (auto const& f : run.value("findings", nlohmann::json::array())) {
    if (f["code"] == code) return f["observed"].get<std::string>();
  }
  return {};
}

/// That database through a port of the loopback.
[[nodiscard]] inline std::string url_at(int port, std::string const& database) {
  return fmt::format("postgresql://app@127.0.0.1:{}/{}", port, database);
}

}  // namespace poolprobe::testing
