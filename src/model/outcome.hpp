#pragma once

#include <array>
#include <string_view>

#include "model/words.hpp"

namespace poolprobe {

/// What a probe or a driver's scenario observed. Whether it matters is the judge's business. The order is
/// that of gravity, the least grave first: where several apply, the last of them counts (`gravest`).
enum class outcome {
  works,
  skipped,       ///< not run; the summary says why
  unknown,       ///< could not tell; the summary says why
  breaks,        ///< an error, or state that was lost
  leaks,         ///< our state reached another client
  wrong_answer,  ///< another client's statement answered, without any error
  loses,         ///< a commit was reported, and nothing of the transaction was kept
};
template <>
inline constexpr std::array<std::string_view, 7> words_for<outcome>{
    "works", "skipped", "unknown", "breaks", "leaks", "wrong_answer", "loses"};
static_assert(words_are_complete<outcome>());

/// Whether something went wrong that an application would meet.
[[nodiscard]] constexpr bool is_failure(outcome seen) { return seen >= outcome::breaks; }

/// The gravest outcome of a range, each element read by `outcome_of`; `unknown` where the range is empty:
/// what was not observed does not count as working.
template <class Range, class Projection>
[[nodiscard]] constexpr outcome gravest(Range const& all, Projection outcome_of) {
  auto most = outcome::works;
  bool empty = true;
  for (auto const& one : all) {
    if (outcome const seen = outcome_of(one); seen > most) most = seen;
    empty = false;
  }
  return empty ? outcome::unknown : most;
}

template <class Range>
[[nodiscard]] constexpr outcome gravest(Range const& all) {
  return gravest(all, [](outcome one) { return one; });
}
static_assert(gravest(std::array{outcome::works, outcome::loses, outcome::wrong_answer}) == outcome::loses);
static_assert(gravest(std::array{outcome::wrong_answer, outcome::leaks}) == outcome::wrong_answer);
static_assert(gravest(std::array{outcome::breaks, outcome::leaks}) == outcome::leaks);
static_assert(gravest(std::array{outcome::unknown, outcome::breaks}) == outcome::breaks);
static_assert(gravest(std::array{outcome::skipped, outcome::unknown}) == outcome::unknown);
static_assert(gravest(std::array{outcome::works, outcome::skipped}) == outcome::skipped);

/// Yes, no, or "could not tell".
enum class certainty { yes, no, unknown };
template <>
inline constexpr std::array<std::string_view, 3> words_for<certainty>{"yes", "no", "unknown"};

/// PgBouncer's `pool_mode`, plus `none` for a server reached without a pooler.
enum class pool_mode { transaction, session, statement, none, unknown };
template <>
inline constexpr std::array<std::string_view, 5> words_for<pool_mode>{"transaction", "session", "statement",
                                                                      "none", "unknown"};

/// Whether protocol-level named prepared statements survive between two transactions.
enum class support { supported, unsupported, unknown };
template <>
inline constexpr std::array<std::string_view, 3> words_for<support>{"supported", "unsupported", "unknown"};

enum class verdict_status { compatible, incompatible, inconclusive, too_slow, error };
template <>
inline constexpr std::array<std::string_view, 5> words_for<verdict_status>{
    "compatible", "incompatible", "inconclusive", "too_slow", "error"};

/// The pool mode spelled the way PgBouncer spells it, or `pool_mode::unknown` for any other text.
[[nodiscard]] constexpr pool_mode pool_mode_from(std::string_view text) {
  auto const mode = known_or_unknown<pool_mode>(text);
  return mode == pool_mode::none ? pool_mode::unknown : mode;
}

}  // namespace poolprobe
