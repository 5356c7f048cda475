#pragma once

#include "stage/stage.hpp"

/// The probes, one file each; registry.cpp says what they are called and in which order they run.
namespace poolprobe {

observation duplicate_name(stage&);
observation lost_statement(stage&);
observation foreign_statement(stage&);
observation unnamed_across_sync(stage&);
observation unnamed_one_sync(stage&);
observation describe_after_switch(stage&);
observation failed_parse(stage&);
observation name_reuse(stage&);
observation sql_prepare(stage&);
observation sql_deallocate(stage&);
observation deallocate_all(stage&);
observation plan_invalidation(stage&);
observation statement_limit(stage&);
observation session_set(stage&);
observation startup_extra_float_digits(stage&);
observation startup_search_path(stage&);
observation startup_options(stage&);
observation startup_statement_timeout(stage&);
observation startup_unknown(stage&);
observation transaction_block(stage&);
observation pipeline(stage&);
observation large_message(stage&);
observation copy(stage&);
observation cancel(stage&);
observation advisory_lock(stage&);
observation listen(stage&);
observation hold_cursor(stage&);
observation temp_table(stage&);
observation tracked_parameters(stage&);
observation without_hold_cursor(stage&);
observation set_local(stage&);
observation simple_query(stage&);

}  // namespace poolprobe
