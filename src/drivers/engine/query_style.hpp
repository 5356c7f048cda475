#pragma once

namespace poolprobe {

struct driver_config;

/// How a driver configuration sends queries, as far as it decides the requirements.
enum class query_style {
  named_statements,  ///< named prepared statements that live longer than one transaction
  unnamed_split,     ///< an unnamed Parse and its Bind in different Syncs
  unnamed_one_sync,  ///< Parse, Bind, Execute, Sync in one go
  simple_query,      ///< Query messages only
  named_in_block,    ///< named prepared statements that are made anew in every transaction block
};

/// Derived from the configuration's scripts.
[[nodiscard]] query_style query_style_of(driver_config const&);

}  // namespace poolprobe
