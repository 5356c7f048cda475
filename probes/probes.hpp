#pragma once

#include "testbed/testbed.hpp"

/// The probes, one file each; registry.cpp says what they are called and in which order they run.
namespace poolprobe {

probe_result duplicate_name(testbed&);
probe_result lost_statement(testbed&);
probe_result foreign_statement(testbed&);
probe_result unnamed_across_sync(testbed&);
probe_result unnamed_one_sync(testbed&);
probe_result describe_after_switch(testbed&);
probe_result failed_parse(testbed&);
probe_result name_reuse(testbed&);
probe_result sql_prepare(testbed&);
probe_result sql_deallocate(testbed&);
probe_result deallocate_all(testbed&);
probe_result plan_invalidation(testbed&);
probe_result statement_limit(testbed&);
probe_result session_set(testbed&);
probe_result startup_extra_float_digits(testbed&);
probe_result startup_search_path(testbed&);
probe_result startup_options(testbed&);
probe_result startup_statement_timeout(testbed&);
probe_result startup_unknown(testbed&);
probe_result transaction_block(testbed&);
probe_result pipeline(testbed&);
probe_result large_message(testbed&);
probe_result copy(testbed&);
probe_result cancel(testbed&);
probe_result advisory_lock(testbed&);
probe_result listen(testbed&);
probe_result hold_cursor(testbed&);
probe_result temp_table(testbed&);
probe_result tracked_parameters(testbed&);
probe_result without_hold_cursor(testbed&);
probe_result set_local(testbed&);
probe_result simple_query(testbed&);

}  // namespace poolprobe
