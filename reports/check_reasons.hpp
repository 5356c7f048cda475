#pragma once

#include <string>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// Why a check has the verdict that it has, in a line.
struct check_reason {
  poolprobe::outcome outcome = outcome::unknown;
  std::string text;
};

/// What was required and did not work, or could not be told, each once. Where nothing of that is in the
/// record, the reasons of the verdict as they are.
[[nodiscard]] std::vector<check_reason> check_reasons(run_record const&);

/// The first failure of a driver in words: "refused at login: extra_float_digits=2".
[[nodiscard]] std::string driver_reason(driver_result const&);
/// The same for the row of a list: "statement gone (26000)".
[[nodiscard]] std::string driver_reason_in_short(driver_result const&);

/// Probes that are required and show what a driver that breaks shows as well: their codes.
[[nodiscard]] std::vector<std::string> confirming_probes(run_record const&);

/// A fix, and whether it was simulated on this connection and works.
struct check_fix {
  std::string text;
  bool tried = false;
};

/// A fix without the remark in brackets at its end: "(since asyncpg 0.29)".
[[nodiscard]] std::string without_remark(std::string const& fix);

/// A fix without what stays true with it, "..., which works, with a caveat: ..." and "...: that alone leaves
/// ...".
[[nodiscard]] std::string without_consequences(std::string const& fix);

/// What to do about it, the most reliable first; empty where nothing is wrong or nothing is known.
[[nodiscard]] std::vector<check_fix> check_fixes(run_record const&);

}  // namespace poolprobe
