#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "model/outcome.hpp"
#include "testbed/step_result.hpp"

namespace poolprobe {

/// Whether an `unknown` result may change if the probe is repeated.
enum class again {
  at_once,
  alone,  ///< when no other task runs at the same time
  never,
};

/// What a probe concludes; the runner adds what the probe's table row says.
struct probe_result {
  poolprobe::outcome outcome = poolprobe::outcome::unknown;
  std::optional<std::string> sqlstate;
  std::string expected;
  std::string observed;  ///< what was seen; for `unknown`, why there is no conclusion
  poolprobe::again again = poolprobe::again::at_once;  ///< for `unknown`
};

[[nodiscard]] probe_result unknown(std::string why);
/// `unknown`, where repeating at once would not help.
[[nodiscard]] probe_result not_repeated(std::string why, again = again::never);

/// An error that a probe anticipates. Any other error is `unknown`, as it proves nothing about the rule.
struct anticipated {
  std::string_view sqlstate;
  poolprobe::outcome means;
  std::string_view words = {};  ///< part of the message; for SQLSTATEs that stand for many things (08P01)
};

/// Compares a step result with the expected answer. `otherwise` ends the chain and returns the result.
class expectation {
 public:
  /// `spoiled` is the reason why the step result proves nothing, e.g. the server connection was not the
  /// planned one.
  expectation(step_result seen, std::optional<std::string> spoiled)
      : seen_(std::move(seen)), spoiled_(std::move(spoiled)) {}

  /// One row whose first column is `value`. Any other row is another client's answer: `wrong_answer`.
  expectation& row(std::string value);
  /// No error.
  expectation& accepted();
  /// The error with this SQLSTATE, after which the connection stays usable.
  expectation& refused(std::string sqlstate);

  [[nodiscard]] probe_result otherwise(std::initializer_list<anticipated> errors) const;

 private:
  [[nodiscard]] probe_result judge_error(wire::server_error const&, std::initializer_list<anticipated>) const;
  [[nodiscard]] std::string where() const;

  step_result seen_;
  std::optional<std::string> spoiled_;
  std::optional<std::string> row_;
  std::optional<std::string> refused_;
  std::string expected_;
};

}  // namespace poolprobe
