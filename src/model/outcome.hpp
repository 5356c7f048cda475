#pragma once

#include <string_view>

namespace poolprobe {

/// What a probe observed. Whether it matters is the judge's business.
enum class outcome {
  works,
  breaks,        ///< an error, or state that was lost
  leaks,         ///< our state reached another client
  wrong_answer,  ///< another client's statement answered, without any error
  unknown,       ///< could not tell; the summary says why
  skipped,       ///< not run; the summary says why
};

/// A yes, a no, or an honest "could not tell".
enum class certainty { yes, no, unknown };

/// PgBouncer's `pool_mode`, plus `none` for a server reached without a pooler.
enum class pool_mode { transaction, session, statement, none, unknown };

/// Whether protocol-level named prepared statements survive between two transactions.
enum class support { supported, unsupported, unknown };

enum class verdict_status { compatible, incompatible, inconclusive, too_slow, error };

/// The words of the JSON contract (reports/schema/run-1.schema.json); also used on the screen.
[[nodiscard]] std::string_view word(outcome);
[[nodiscard]] std::string_view word(certainty);
[[nodiscard]] std::string_view word(pool_mode);
[[nodiscard]] std::string_view word(support);
[[nodiscard]] std::string_view word(verdict_status);

/// The pool mode spelled the way PgBouncer spells it, or `pool_mode::unknown` for any other text.
[[nodiscard]] pool_mode pool_mode_from(std::string_view);

}  // namespace poolprobe
