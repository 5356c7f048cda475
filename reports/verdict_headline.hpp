#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// A required driver with one of its configurations, in all of its generations.
struct judged_driver {
  std::vector<driver_result const*> generations;  ///< the newest first; never empty

  [[nodiscard]] bool works() const;
  [[nodiscard]] bool breaks() const;
  /// Whether generations have different results, so that a version must be named.
  [[nodiscard]] bool differs() const;
  [[nodiscard]] bool has_caveat() const;
  /// "older ones: " for what is true of all generations but the newest, the names of those that `has` is true
  /// of else; empty where it is true of all. With the driver's name where there are several.
  template <class Has>
  [[nodiscard]] std::string owners(Has const& has, bool with_id) const;
  /// "asyncpg (default settings, asyncpg 0.29 or later)"
  [[nodiscard]] std::string name() const;
};

/// The drivers that the verdict is for, in the order in which they were named.
[[nodiscard]] std::vector<judged_driver> judged_drivers(run_record const&);

/// One of several generations: "asyncpg before 0.31", with the driver's id where that is not clear.
[[nodiscard]] std::string generation_name(driver_result const&, bool with_id);

/// What the verdict of a check says and covers, to follow its word: " with asyncpg (default settings)", ": no
/// pooler here, this is PostgreSQL itself". It says what was left behind, and what ended the run early.
[[nodiscard]] std::string verdict_headline(run_record const&);

template <class Has>
std::string judged_driver::owners(Has const& has, bool with_id) const {
  std::vector<driver_result const*> mine;
  std::copy_if(generations.begin(), generations.end(), std::back_inserter(mine), has);
  auto const& driver = generations.front()->driver;
  if (mine.size() == generations.size()) return with_id ? driver + ": " : std::string();
  auto const are_older = mine.size() + 1 == generations.size() && !has(generations.front());
  if (are_older) return with_id ? driver + ", older ones: " : "older ones: ";
  std::string text;
  for (auto const* one : mine) text += (text.empty() ? "" : " and ") + generation_name(*one, with_id);
  return text + ": ";
}

/// Why there is no connection: in our words, and in those of the server, the pooler or libpq, which may be
/// empty.
struct connection_failure {
  std::string what, words;
};

/// Of a run that could not connect.
[[nodiscard]] connection_failure why_not_connected(run_record const&);

/// "1 probe", "no probes", "2 probes"
[[nodiscard]] std::string counted(std::size_t count, std::string_view thing);

}  // namespace poolprobe
