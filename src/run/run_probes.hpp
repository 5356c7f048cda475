#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "run/probe_scheduling.hpp"

namespace poolprobe {

/// Why the user does not want that probe to run, or must be asked first; nullopt where neither is so.
[[nodiscard]] std::optional<std::string> forbidden(probe const&, permissions given);

/// Of the probes of startup parameters, tries those whose parameter may be refused without any server
/// connection, and tells of those that are; on client C, while another client waits for a server connection.
void run_startup_probes(testbed&, std::span<probe const>, objection const& against,
                        std::vector<finding>& findings);

/// Runs the probes that are not yet among `findings`, several at once where that disturbs none, a disturbed
/// one (`unknown`) again, those that may close a connection last, until all are done or the testbed finds the
/// survey misjudged. Where there is an objection, asked when its turn comes, the probe is `skipped`.
/// `findings` is filled as they come, in the order given, so that what was found before an interrupt is kept.
/// `before_each` is told the id.
void run_probes(testbed&, std::span<probe const>, objection const& against, std::vector<finding>& findings,
                std::function<void(std::string_view)> const& before_each);

}  // namespace poolprobe
