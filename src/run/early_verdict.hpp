#pragma once

#include <string>
#include <string_view>

#include "conninfo/target.hpp"
#include "run/check_run.hpp"
#include "run/judged_drivers.hpp"

namespace poolprobe {

/// The record of a check with its verdict, and without secrets.
[[nodiscard]] run_record conclude_check(run_record, requirements wanted, driver_choices const&, target const&,
                                        check_options const&);

/// Tells when a run in progress has seen all that its verdict needs.
class early_verdict {
 public:
  /// `run` is filled while this looks at it. `probes` is how many findings it will have.
  early_verdict(check_options const& options, driver_choices const& drivers, requirements const& wanted,
                testbed const& on, run_record const& run, std::size_t probes)
      : options_(&options), drivers_(&drivers), wanted_(&wanted), on_(&on), run_(&run), probes_(probes) {}

  /// Calls `check_options::certain`, the first time that the verdict is.
  void look();
  /// Adds when the verdict was certain.
  void write_cost(cost& to) const;
  /// What the run is doing, for people: `what`, or once the verdict was told how far it is with the rest.
  [[nodiscard]] std::string progress(std::string_view what) const;

 private:
  [[nodiscard]] bool is_certain() const;
  [[nodiscard]] bool is_refuted() const;

  check_options const* options_;
  driver_choices const* drivers_;
  requirements const* wanted_;
  testbed const* on_;
  run_record const* run_;
  std::size_t probes_;
  wire::clock::time_point begun_ = wire::clock::now();
  struct moment {
    double ms;
    int critical_path;
  };
  std::optional<moment> seen_after_ = {};
};

}  // namespace poolprobe
