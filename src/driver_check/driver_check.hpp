#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/driver.hpp"
#include "drivers/engine/transaction_unit.hpp"
#include "model/run_record.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

/// What the connection text does to the driver, beside choosing a configuration.
struct text_effects {
  std::vector<std::string> fails;  ///< keys with which it does not start
  std::vector<sent_parameter> startup;
};

/// Plays configurations of drivers on a testbed that a survey has looked at. Of those whose scripts are
/// equal, but for the names, only one is simulated.
class driver_check {
 public:
  /// `found` is what the probes tell of startup parameters: no configuration works better than they do. Null
  /// where nobody asks what becomes of such a parameter once it is accepted.
  explicit driver_check(testbed& on, std::vector<finding> const* found = nullptr) : on_(&on), found_(found) {}

  /// What the driver with that configuration meets with here. Throws `fatal{interrupted}`.
  [[nodiscard]] driver_result run(driver_choice const&, text_effects const& = {});
  /// True where nothing is sent, and everything works (--dry-run).
  [[nodiscard]] bool is_dry_run() const { return on_->is_dry_run(); }
  /// So many were simulated; the others were known.
  [[nodiscard]] int simulated() const { return static_cast<int>(known_.size()); }

 private:
  struct real_verdict {
    driver_config const* config;
    std::vector<scenario_result> scenarios;
  };

  [[nodiscard]] std::vector<scenario_result> scenarios_of(driver_config const&);
  void add_life(driver_config const&, statement_needs const&, std::vector<scenario_result>&);
  [[nodiscard]] scenario_result scenario_of_probe(driver_feature const&) const;
  [[nodiscard]] scenario_result scenario_of_feature(driver_config const&, driver_feature const&);
  [[nodiscard]] scenario_result simulate_feature(driver_config const&, driver_feature const&);
  [[nodiscard]] scenario_result simulate_until_conclusive(scenario_result (*scenario)(testbed&,
                                                                                      driver_config const&,
                                                                                      int, bool),
                                                          driver_config const&, bool in_blocks);

  testbed* on_;
  std::vector<finding> const* found_;
  int scenarios_ = 0;
  std::vector<real_verdict> known_;
};

/// Whether two configurations send the same, but for the names.
[[nodiscard]] bool same_on_the_wire(driver_config const&, driver_config const&);

/// The driver that the verdict is for, with the other generations of its configuration where no version was
/// named; where one of them does not work, or with a caveat only, its other configurations as well, and of
/// those that were seen to work, the one that mends it. `results` is filled as they come. In a dry run the
/// others are listed in any case.
void check_driver(driver_check&, driver_choice const&, text_effects const&,
                  std::vector<driver_result>& results,
                  std::function<void(std::string_view)> const& before_each);

/// What the catalogue says of that driver and its configurations, without any pooler to play them on.
[[nodiscard]] std::vector<driver_result> not_simulated(driver_choice const&, text_effects const&);

/// All drivers, in the order of the catalogue; those that are there already stay as they are.
void check_all_drivers(driver_check&, std::vector<driver_result>& results,
                       std::function<void(std::string_view)> const& before_each);

}  // namespace poolprobe
