#pragma once

#include "conninfo/secret.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// Takes the password out of everything in the record that a server worded: it may repeat what it was told.
/// Done once, when the observations are complete, because an answer must be compared before it is changed.
void redact(run_record&, secret const&);

}  // namespace poolprobe
