#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "driver_check/scenario_runner.hpp"
#include "driver_check/text_effects.hpp"
#include "drivers/driver.hpp"
#include "drivers/engine/split_by_transaction.hpp"
#include "model/run_record.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

using driver_choices = std::vector<driver_choice>;

/// How much of a driver's life is simulated.
enum class extent {
  verdict,  ///< what decides whether it works, with its caveats
  all,      ///< and its features: what a program may use beyond single queries
};

/// Simulates configurations of drivers on a testbed that has been surveyed. What several configurations send
/// alike, except for the names, is simulated once.
class driver_check {
 public:
  /// `found` are the probes' findings about startup parameters, which a configuration that sends such a
  /// parameter depends on. Null where they do not matter.
  explicit driver_check(testbed& on, std::vector<finding> const* found = nullptr)
      : on_(&on), found_(found), runner_(on) {}

  /// Logs in with the startup parameters of the configuration and of the text.
  void log_in(driver_choice const&, text_effects const&);
  /// Simulates at once, where the pool allows that, what `run` needs for those configurations.
  void simulate_together(driver_choices const&, extent, beside_scenarios const& = {});
  /// The result of the driver with that configuration here. Throws `fatal{interrupted}`.
  [[nodiscard]] driver_result run(driver_choice const&, text_effects const& = {}, extent = extent::all);
  /// As `run`, of what has been simulated already; the rest is unknown.
  [[nodiscard]] driver_result recall(driver_choice const&, text_effects const&, extent);
  /// Whether the pooler takes several transactions of one client at once.
  [[nodiscard]] bool takes_several_at_once() const { return on_->servers.in_one_go; }
  /// True where nothing is sent and everything is taken to work (--dry-run).
  [[nodiscard]] bool is_dry_run() const { return on_->is_dry_run(); }

 private:
  struct login {
    std::vector<startup_setting> startup;
    scenario_result seen;
  };

  [[nodiscard]] std::vector<scenario_result> scenarios_of(driver_config const&, extent);
  [[nodiscard]] std::vector<scenario_result> scenarios_of_text(text_effects const&);
  [[nodiscard]] scenario_result login_with(std::vector<startup_setting> const&);
  void add_handovers(driver_config const&, statement_needs const&, std::vector<scenario_result>&);
  void add_life(driver_config const&, statement_needs const&, std::vector<scenario_result>&);
  [[nodiscard]] scenario_result scenario_of_probe(driver_feature const&) const;
  [[nodiscard]] scenario_result scenario_of_feature(driver_config const&, driver_feature const&);
  [[nodiscard]] scenario_result simulate_feature(driver_config const&, driver_feature const&);

  testbed* on_;
  std::vector<finding> const* found_;
  scenario_runner runner_;
  std::vector<login> logins_;
  int together_ = 0;  ///< round trips one after the other of what was simulated at once
};

/// Whether two configurations send the same messages, except for the names.
[[nodiscard]] bool same_on_the_wire(driver_config const&, driver_config const&);

/// Who the result is about: names, setting and versions.
[[nodiscard]] driver_result result_of(driver_choice const&);

/// What the text causes in a generation of the driver: one whose versions all take a single host does not
/// start with several.
[[nodiscard]] text_effects for_versions(driver_config const&, text_effects);

}  // namespace poolprobe
