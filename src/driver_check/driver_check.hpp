#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/driver.hpp"
#include "drivers/engine/split_by_transaction.hpp"
#include "model/run_record.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

/// What the connection text causes in the driver, apart from choosing a configuration.
struct text_effects {
  std::vector<std::string> fails;  ///< keys with which it does not start
  std::vector<sent_parameter> startup;
  std::vector<std::string> set = {};  ///< keys because of which it sends a SET after login
  /// Of a text with several hosts: the version since which the driver takes several; empty: every one does,
  /// or the text has one host.
  std::string_view hosts_since = {};
};

/// Simulates configurations of drivers on a testbed that has been surveyed. Of configurations whose messages
/// are the same except for the names, only one is simulated.
class driver_check {
 public:
  /// `found` are the probes' findings about startup parameters, which a configuration that sends such a
  /// parameter depends on. Null where they do not matter.
  explicit driver_check(testbed& on, std::vector<finding> const* found = nullptr) : on_(&on), found_(found) {}

  /// The result of the driver with that configuration here. Throws `fatal{interrupted}`.
  [[nodiscard]] driver_result run(driver_choice const&, text_effects const& = {});
  /// True where nothing is sent and everything is taken to work (--dry-run).
  [[nodiscard]] bool is_dry_run() const { return on_->is_dry_run(); }
  /// The number of configurations that were simulated; results of others were reused.
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

/// Whether two configurations send the same messages, except for the names.
[[nodiscard]] bool same_on_the_wire(driver_config const&, driver_config const&);

/// Checks the driver that the verdict is for, and the other generations of its configuration where no version
/// was named. Where one of them does not work, or only with a caveat, its other configurations are checked as
/// well, and one that works becomes the fix. `results` is filled one by one. In a dry run the other
/// configurations are always listed.
void check_driver(driver_check&, driver_choice const&, text_effects const&,
                  std::vector<driver_result>& results,
                  std::function<void(std::string_view)> const& before_each);

/// What the catalogue says about that driver and its configurations, without simulating them on a pooler.
[[nodiscard]] std::vector<driver_result> not_simulated(driver_choice const&, text_effects const&);

/// Checks all drivers, in the order of the catalogue. Results that exist already stay as they are.
void check_all_drivers(driver_check&, std::vector<driver_result>& results,
                       std::function<void(std::string_view)> const& before_each);

}  // namespace poolprobe
