#pragma once

#include <vector>

#include "drivers/engine/driver_session.hpp"

namespace poolprobe {

/// What stays on one server connection in transaction mode: a transaction block, or a group of messages
/// outside of one.
struct transaction_unit {
  std::vector<driver_message> groups;
  bool block = false;
  bool needs_earlier = false;  ///< it uses a statement that an earlier unit parsed
  bool uses_names = false;     ///< it parses, uses or drops a named statement
};

/// The units in order. A block that does not end is a unit as well.
[[nodiscard]] std::vector<transaction_unit> cut_into_units(std::vector<driver_message> const& said);

/// What a configuration does with statements, over all its executions, inside and outside of blocks.
struct statement_needs {
  bool extended = false;         ///< it sends more than simple queries
  bool simple = false;           ///< it sends the program's queries as simple queries
  bool always_in_block = false;  ///< it needs transaction blocks
  bool clashes = false;          ///< it parses names that another process uses too
  bool named_later = false;      ///< it uses a named statement that an earlier transaction parsed
  bool ambiguous_names = false;  ///< and in another process that name may belong to other SQL
  bool unnamed_later = false;    ///< it uses an unnamed statement that an earlier transaction parsed
};

[[nodiscard]] statement_needs statement_needs_of(driver_config const&);

}  // namespace poolprobe
