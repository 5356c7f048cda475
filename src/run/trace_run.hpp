#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "conninfo/target.hpp"
#include "model/run_record.hpp"
#include "relay/tracing_proxy.hpp"
#include "trace/traffic_observer.hpp"

namespace poolprobe {

struct trace_run_options {
  proxy_options listen;
  trace::traffic_options watch;
  std::vector<std::string> command;     ///< empty: any client that connects, until the user interrupts
  std::optional<std::string> variable;  ///< gets the connection text too, beside DATABASE_URL
  bool output_to_stderr = false;        ///< the command's standard output
  bool anonymize = false;
  std::function<void()> tick = [] {};  ///< called several times a second
};

/// All of `trace`: connects to the server, listens, runs the command, and adds the hazards, the traffic and
/// the verdict to the record. Throws `fatal{no_connection}` when the server cannot be reached, and
/// `fatal{usage}` when the command cannot be run, or the address cannot be listened on.
[[nodiscard]] run_record trace_traffic(target const&, trace_run_options const&, run_record);

}  // namespace poolprobe
