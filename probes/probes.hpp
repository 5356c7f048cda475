#pragma once

#include "stage/stage.hpp"

/// The probes, one file each; registry.cpp says what they are called and in which order they run.
namespace poolprobe {

observation duplicate_name(stage&);
observation lost_statement(stage&);
observation foreign_statement(stage&);
observation unnamed_across_sync(stage&);
observation unnamed_one_sync(stage&);
observation session_set(stage&);
observation simple_query(stage&);

}  // namespace poolprobe
