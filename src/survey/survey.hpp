#pragma once

#include <functional>

#include "model/run_record.hpp"
#include "survey/signals.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

struct survey_options {
  bool admin = false;          ///< ask the admin console as well
  bool first_is_open = false;  ///< client A is connected already, to the process that is to be observed
  /// Called while a client waits to see whether the pool has another server connection: it may use client C
  /// alone, and must not ask for a server connection.
  std::function<void(testbed&)> meanwhile = {};
};

/// What the survey found out.
struct surveyed {
  pooler_info pooler;
  server_info server;
};

/// Finds out what we are talking to, and tells the testbed how server connections are handed out. Watches
/// backends before it changes any state, because some poolers pin a session whose state was changed (RDS
/// Proxy, PgDog). Where the testbed is passive, tries nothing that may be refused, and records what stays
/// unknown because of that. Throws `fatal{no_connection}` when the first client cannot connect or gets no
/// answer.
[[nodiscard]] surveyed survey(testbed&, survey_options);

/// The conclusions from the signals; pure.
[[nodiscard]] pooler_info conclude(signals const&);

/// What a passive survey did not try, and what stays unknown because of that; pure.
[[nodiscard]] std::vector<evidence> passive_gaps(signals const&, pooler_info const&);

}  // namespace poolprobe
