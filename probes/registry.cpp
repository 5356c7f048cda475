// The probes in the order in which they are shown, a line for each file of this folder. CMake declares them.
#include "probes/declarations.hpp"

namespace poolprobe {

std::span<probe const> all_probes() {
  static probe const in_order[] = {
      probes::duplicate_statement_name,
      probes::lost_statement,
      probes::foreign_statement,
      probes::unnamed_across_sync,
      probes::unnamed_one_sync,
      probes::describe_after_switch,
      probes::failed_parse,
      probes::second_parse,
      probes::sql_prepare,
      probes::sql_deallocate,
      probes::deallocate_all,
      probes::plan_invalidation,
      probes::statement_limit,
      probes::session_set,
      probes::advisory_lock,
      probes::listen,
      probes::hold_cursor,
      probes::temp_table,
      probes::tracked_parameters,
      probes::without_hold_cursor,
      probes::set_local,
      probes::startup_extra_float_digits,
      probes::startup_search_path,
      probes::startup_options,
      probes::startup_statement_timeout,
      probes::startup_unknown,
      probes::transaction_block,
      probes::pipelined_binds,
      probes::large_message,
      probes::copy,
      probes::cancel,
      probes::simple_query,
  };
  static_assert(std::size(in_order) == probes::declared, "a file of this folder has no line in the list");
  return in_order;
}

}  // namespace poolprobe
