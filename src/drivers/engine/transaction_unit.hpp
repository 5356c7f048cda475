#pragma once

#include <vector>

#include "drivers/engine/driver_session.hpp"

namespace poolprobe {

/// What runs on one server connection in any pool mode that has transactions: a transaction block, or a
/// flight outside of one.
struct transaction_unit {
  std::vector<driver_message> groups;
  bool block = false;
  bool leans = false;  ///< it uses a statement that an earlier unit parsed
  bool names = false;  ///< it has to do with a named statement
};

/// In order. A block that does not end is a unit all the same.
[[nodiscard]] std::vector<transaction_unit> cut_into_units(std::vector<driver_message> const& said);

/// What a configuration does with statements, all its executions and both ways to run a query considered.
struct statement_needs {
  bool extended = false;         ///< it sends more than simple queries
  bool simple = false;           ///< it sends simple queries for the program's
  bool always_in_block = false;  ///< it needs transaction blocks
  bool clashes = false;          ///< it parses names that another process has as well
  bool named_later = false;      ///< it uses a named statement that an earlier transaction parsed
  bool mistakable = false;       ///< and that name may be other SQL's in another process
  bool unnamed_later = false;    ///< it uses an unnamed statement that an earlier transaction parsed
};

[[nodiscard]] statement_needs statement_needs_of(driver_config const&);

}  // namespace poolprobe
