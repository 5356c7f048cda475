#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "probes/probe.hpp"

namespace poolprobe {

/// One probe's part of a run, and what it has shown so far.
struct scheduled_probe {
  probe const* row;
  probe_result seen;
  std::vector<transcript_entry> transcript;
};

/// Why a probe is not to run, as its finding tells it; nullopt where it is.
using objection = std::function<std::optional<std::string>(probe const&)>;

/// Plays one probe, again where others came in between. `transcript` gets the steps of the last attempt.
[[nodiscard]] probe_result observe(testbed&, probe const&, std::vector<transcript_entry>& transcript);

/// Whether trying it again would tell no more.
[[nodiscard]] bool is_told(probe_result const&);

/// Whether the probe may be one of several that share clients A and B and one switch.
[[nodiscard]] bool can_share(testbed const&, probe const&);
/// Plays all of them at once, and those again that could not be told.
void run_coalesced(testbed&, std::vector<scheduled_probe>&);

/// Whether the probe takes server connections, and cannot be one of several.
[[nodiscard]] bool must_be_alone(testbed const&, probe const&);

/// Whether client C may act while A and B do.
[[nodiscard]] bool can_run_parallel(testbed const&);
/// The probes that run together, in that order: those on client C beside those on A and B.
[[nodiscard]] std::vector<std::vector<scheduled_probe>> parallel_groups(testbed const&,
                                                                        std::vector<scheduled_probe>);
/// Plays those on client C one after the other, and beside them those on A and B.
void run_parallel(testbed&, std::vector<scheduled_probe>&, objection const& against);

}  // namespace poolprobe
