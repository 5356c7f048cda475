#pragma once

#include "stage/stage.hpp"
#include "target/target.hpp"

namespace poolprobe::testing {

/// A stage on which nothing is sent.
struct rehearsed_stage {
  target const nowhere = parse_target("postgresql://app@no-such-host.invalid/none", "test");
  rehearsal written;
  stage on{nowhere, {}, &written};
};

}  // namespace poolprobe::testing
