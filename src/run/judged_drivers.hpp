#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "conninfo/target.hpp"
#include "driver_check/check_driver.hpp"
#include "drivers/driver.hpp"
#include "drivers/engine/requirement.hpp"
#include "model/run_record.hpp"

/// Which drivers a check is about, and what follows from them.
namespace poolprobe {

struct check_options;

/// The drivers that the verdict is for: those that the options name, or else the one of the connection text;
/// none where neither does. Throws `fatal{usage}` where something is required of a driver and there is none.
[[nodiscard]] driver_choices judged_drivers(target const&, check_options const&);

/// The effects of the connection text on a driver; of its keys none where it was written for another driver.
[[nodiscard]] text_effects effects_on(driver_choice const&, target const&, check_options const&);

/// The probes that must work for those drivers, or without one, and by the options.
[[nodiscard]] requirements required_of(driver_choices const&, target const&, check_options const&);

/// Removes requirements for startup parameters where there is no pooler: PostgreSQL itself accepts any
/// setting in the startup packet for that client. The probes may not be able to see that where a password is
/// asked for first.
void forgive_on_server(requirements&, run_record const&, check_options const&);

/// Where generations of a driver have different results and no version was named, keeps only requirements
/// that all generations of some driver have.
void keep_common(requirements&, run_record const&, driver_choices const&, check_options const&);

/// Logs in as the drivers do, and simulates at once, where the pool allows that, what `judge_drivers` needs.
void simulate_together(driver_check&, driver_choices const&, target const&, check_options const&,
                       beside_scenarios const&);

/// Adds the results of those that fail, by what has been simulated so far.
void recall_drivers(driver_check&, driver_choices const&, target const&, check_options const&,
                    std::vector<driver_result>& into);

/// Simulates the drivers that the verdict is for, as far as it needs that.
void judge_drivers(driver_check&, driver_choices const&, target const&, check_options const&,
                   std::vector<driver_result>& into);

/// Simulates the drivers that the verdict is for, and those of a list; results come in `into` one by one, the
/// required first.
void check_drivers(driver_check&, driver_choices const&, target const&, check_options const&,
                   std::vector<driver_result>& into);

/// The same without a connection, from the catalogue and the text.
[[nodiscard]] std::vector<driver_result> not_simulated(driver_choices const&, target const&,
                                                       check_options const&);

}  // namespace poolprobe
