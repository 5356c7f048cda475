#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver_check/scenario_runner.hpp"
#include "model/run_record.hpp"
#include "run/probe_scheduling.hpp"

namespace poolprobe {

/// Why that probe must not run: it was not selected, or needs a permission; nullopt where it may.
[[nodiscard]] std::optional<std::string> forbidden(probe const&, permissions given);

/// Tries the probes of startup parameters that a pooler can refuse without a server connection, and adds
/// findings of those that are refused. Uses client C, while another client waits for a server connection.
void run_startup_probes(testbed&, std::span<probe const>, objection const& against,
                        std::vector<finding>& findings);

/// Runs the probes that are not yet among `findings`, until all are done or the testbed finds that the survey
/// was wrong: several together where they do not disturb each other, a disturbed one (`unknown`) again, and
/// those that may close a connection last. A probe with an objection, asked when its turn comes, is
/// `skipped`. `findings` is filled in the given order, so that results before an interrupt are kept.
/// `before_each` gets the id.
void run_probes(testbed&, std::span<probe const>, objection const& against, std::vector<finding>& findings,
                std::function<void(std::string_view)> const& before_each);

/// Those of the probes that can run together with scenarios of drivers, and their results so far.
class probes_beside_drivers {
 public:
  probes_beside_drivers(testbed const&, std::span<probe const>, objection const& against,
                        std::vector<finding> const& findings);

  [[nodiscard]] std::vector<shared_task> tasks();
  /// Adds the findings that are conclusive.
  void tell(std::vector<finding>&);

 private:
  std::vector<scheduled_probe> parts_;
};

/// Adds a finding of each probe that has none: `unknown` for that reason, or `skipped` where there is an
/// objection.
void add_unknown(std::span<probe const>, objection const& against, std::string const& because,
                 std::vector<finding>& findings);

}  // namespace poolprobe
