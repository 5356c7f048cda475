#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "probes/probe.hpp"

namespace poolprobe {

/// One probe in a run, and its result so far.
struct scheduled_probe {
  probe const* row;
  probe_result seen;
  std::vector<transcript_entry> transcript;
};

/// Why a probe does not run, in the words of its finding; nullopt where it runs.
using objection = std::function<std::optional<std::string>(probe const&)>;

/// Why the pool does not meet the probe's needs; nullopt when it does.
[[nodiscard]] std::optional<std::string> lacking(pool_facts const&, needs);

/// Runs one probe, again if other clients disturbed it. `transcript` gets the steps of the last attempt.
[[nodiscard]] probe_result observe(testbed&, probe const&, std::vector<transcript_entry>& transcript);

/// Whether the result is final, so that the probe need not be repeated.
[[nodiscard]] bool is_told(probe_result const&);

/// Whether the probe may run together with others that share clients A and B and one handover.
[[nodiscard]] bool can_share(testbed const&, probe const&);
/// Runs all of them together, and again those without a conclusion.
void run_pipelined(testbed&, std::vector<scheduled_probe>&);

/// Whether the probe takes server connections and cannot run together with others.
[[nodiscard]] bool must_be_alone(testbed const&, probe const&);

/// Whether client C may be used in parallel with A and B.
[[nodiscard]] bool can_run_parallel(testbed const&);
/// Groups of probes, in order; within a group, those on client C run in parallel with those on A and B.
[[nodiscard]] std::vector<std::vector<scheduled_probe>> parallel_groups(testbed const&,
                                                                        std::vector<scheduled_probe>);
/// Runs those on client C one after the other, in parallel with those on A and B.
void run_parallel(testbed&, std::vector<scheduled_probe>&, objection const& against);

}  // namespace poolprobe
