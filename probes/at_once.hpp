#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "probes/probe.hpp"

namespace poolprobe {

/// One probe's part of a run, and what it has shown so far.
struct part {
  probe const* played;
  observation seen;
  std::vector<transcript_entry> transcript;
};

/// Why a probe is not to run, as its finding tells it; nullopt where it is.
using objection = std::function<std::optional<std::string>(probe const&)>;

/// Plays one probe, again where others came in between. `transcript` gets the steps of the last attempt.
[[nodiscard]] observation observe(stage&, probe const&, std::vector<transcript_entry>& transcript);

/// Whether trying it again would tell no more.
[[nodiscard]] bool is_told(observation const&);

/// Whether the probe may be one of several that share clients A and B and one switch.
[[nodiscard]] bool can_share(stage const&, probe const&);
/// Plays all of them at once, and those again that could not be told.
void play_together(stage&, std::vector<part>&);

/// Whether the probe takes server connections, and cannot be one of several.
[[nodiscard]] bool must_be_alone(stage const&, probe const&);

/// Whether client C may act while A and B do.
[[nodiscard]] bool can_play_beside(stage const&);
/// The probes that are played in one go, in that order: those on client C beside those on A and B.
[[nodiscard]] std::vector<std::vector<part>> beside_one_another(stage const&, std::vector<part>);
/// Plays those on client C one after the other, and beside them those on A and B.
void play_beside(stage&, std::vector<part>&, objection const& against);

}  // namespace poolprobe
