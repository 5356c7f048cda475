#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conninfo/target.hpp"
#include "drivers/driver.hpp"
#include "drivers/engine/requirement.hpp"
#include "model/fatal.hpp"
#include "model/plan.hpp"
#include "model/run_record.hpp"
#include "run/probe_selection.hpp"
#include "survey/survey.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

struct check_options {
  testbed_limits limits;
  survey_options survey;
  permissions allowed;
  poolprobe::selection selection;
  std::optional<std::chrono::milliseconds> deadline;  ///< of the whole run, without the clean-up
  /// Start of the whole run that this one is part of; none where this is all.
  std::optional<std::chrono::steady_clock::time_point> begun = {};
  std::vector<std::string> also_required;  ///< codes beyond those of the driver
  life_requirements life;                  ///< further requirements (--require errors, cursors, batches)
  /// --driver and --require-driver: they have precedence over the one in the connection text.
  std::vector<driver_choice> drivers;
  std::vector<driver_choice> listed;  ///< --drivers=A,B: simulated as well
  bool several_hosts = false;         ///< the connection text names others besides the target
  bool all_drivers = false;           ///< --drivers: check all drivers
  std::function<void(std::string_view)> progress = [](std::string_view) {};
  /// Called once with what is known when the verdict is certain, unless what follows is an interrupt, a
  /// bound, a pool other than it seemed, or something that cannot be removed. None: nobody waits for that.
  std::function<void(run_record)> certain = {};
};

/// All of `check` on one host: survey, probes, drivers, clean-up, verdict. An interrupt ends it early with
/// what was found; after the deadline no probe is begun. A finding tells of each probe that was selected or
/// is required. Throws `fatal{no_connection}` when there is nothing to examine, and `fatal{usage}` before
/// anything is sent where something is required of a driver and none is named; so do the two below.
[[nodiscard]] run_record check_target(target const&, check_options const&);

/// Judges the connection text alone: never compatible, incompatible where the driver does not start with it.
/// Several hosts are named, and that a check judges each.
[[nodiscard]] run_record check_text(target const&, check_options const&);

/// Names in the target the driver that the options say, or none where they say several.
void name_drivers(target_info&, check_options const&);

/// The record of a run at its beginning.
[[nodiscard]] run_record started(target const&);

/// What `check_target` would send to a transaction pool behind which everything works; connects to nothing.
/// It is the same for each of several hosts, which are named.
[[nodiscard]] plan simulate(target const&, check_options);

/// The record of a run that never began, for reports that must be written nevertheless.
[[nodiscard]] run_record failed_run(target const&, fatal const&);

}  // namespace poolprobe
