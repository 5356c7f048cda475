#pragma once

#include "model/run_record.hpp"

namespace poolprobe {

/// Several poolers behind one address were observed one after the other: adds to `run` what `other` saw of
/// another one. Of each probe and driver the graver outcome stays, with a word of the other's where they
/// differ; of the pooler what both have in common.
void keep_worse(run_record& run, run_record const& other);

}  // namespace poolprobe
