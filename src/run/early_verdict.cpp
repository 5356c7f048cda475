#include "run/early_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "judge/verdict.hpp"
#include "run/redaction.hpp"

namespace poolprobe {

run_record conclude_check(run_record run, requirements wanted, driver_choices const& drivers,
                          target const& where, check_options const& options) {
  redact(run, where.password);
  forgive_on_server(wanted, run, options);
  keep_common(wanted, run, drivers, options);
  return judge(std::move(run), wanted, options.life);
}

/// A list of drivers changes the verdict until its end.
bool early_verdict::is_certain() const {
  if (on_->pool_facts_wrong() || options_->all_drivers || !options_->listed.empty()) return false;
  if (!on_->process_difference().empty() && run_->pooler.processes_judged < 2) return false;
  auto const has_finding = [this](std::string const& code) {
    return std::any_of(run_->findings.begin(), run_->findings.end(),
                       [&code](finding const& f) { return f.code == code; });
  };
  auto const has_result = [this](driver_choice const& one) {
    return std::any_of(run_->drivers.begin(), run_->drivers.end(), [&one](driver_result const& r) {
      return r.required && r.driver == one.driver->id && r.config == one.config->id;
    });
  };
  auto const all = std::all_of(wanted_->begin(), wanted_->end(), has_finding) &&
                   std::all_of(drivers_->begin(), drivers_->end(), has_result);
  return all || is_refuted();
}

/// What has failed stays so, whatever else is seen. Where the version of a driver decides, all of them must
/// be seen.
bool early_verdict::is_refuted() const {
  auto const has_one_generation = [](driver_choice const& one) { return other_generations(one).empty(); };
  if (drivers_->empty() || !std::all_of(drivers_->begin(), drivers_->end(), has_one_generation)) return false;
  auto const so_far = conclude_check(*run_, *wanted_, *drivers_, on_->where(), *options_);
  return so_far.verdict.status == verdict_status::incompatible;
}

void early_verdict::look() {
  if (seen_after_ || !is_certain()) return;
  seen_after_ = {wire::milliseconds(wire::clock::now() - begun_).count(), on_->cost.critical_path};
  if (!options_->certain) return;
  auto so_far = *run_;
  so_far.target.address = on_->where().shown.address;
  so_far.cost = on_->cost;
  options_->certain(conclude_check(std::move(so_far), *wanted_, *drivers_, on_->where(), *options_));
}

void early_verdict::write_cost(cost& to) const {
  if (!seen_after_) return;
  to.verdict_ms = seen_after_->ms;
  to.verdict_critical_path = seen_after_->critical_path;
}

std::string early_verdict::progress(std::string_view what) const {
  return seen_after_ && options_->certain
             ? fmt::format("still looking: {} of {}", run_->findings.size(), probes_)
             : std::string(what);
}

}  // namespace poolprobe
