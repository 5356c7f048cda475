#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// How a driver configuration talks to the server, as far as the requirements go.
enum class habit {
  named_statements,  ///< named prepared statements that live longer than one transaction
  unnamed_split,     ///< an unnamed Parse and its Bind in different Syncs
  unnamed_one_sync,  ///< Parse, Bind, Execute, Sync in one go
  simple_query,      ///< Query messages only
  named_in_block,    ///< named prepared statements that are made anew in every transaction block
};

/// One way to configure a driver. `id` is empty for the default.
struct driver_config {
  std::string_view id;       ///< kebab-case, e.g. "threshold-0"; empty for the default
  std::string_view setting;  ///< as the user writes it, e.g. "prepareThreshold=0"
  poolprobe::habit habit;
};

struct driver {
  std::string_view id;    ///< kebab-case, stable, e.g. "asyncpg"
  std::string_view name;  ///< as its own project spells it
  std::string_view language;
  std::span<driver_config const> configs;  ///< the default comes first
  std::string_view source;                 ///< where the rule was read: project, version, file
};

/// A driver with one of its configurations, e.g. "pgjdbc:threshold-0".
struct driver_choice {
  poolprobe::driver const* driver = nullptr;
  driver_config const* config = nullptr;
};

/// All drivers, in the order in which every list shows them.
[[nodiscard]] std::span<driver const> all_drivers();

/// Finds "driver" or "driver:config"; both pointers are null when there is none of that name.
[[nodiscard]] driver_choice find_driver(std::string_view id);

}  // namespace poolprobe
