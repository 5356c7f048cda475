#pragma once

#include "connection_text/find_target.hpp"
#include "testbed/dry_run.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe::testing {

/// A testbed on which nothing is sent.
struct dry_run_testbed {
  target const nowhere = parse_target("postgresql://app@no-such-host.invalid/none", "test");
  dry_run written;
  testbed on{nowhere, {}, &written};
};

}  // namespace poolprobe::testing
