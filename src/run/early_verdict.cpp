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
  return std::all_of(wanted_->begin(), wanted_->end(), has_finding) &&
         std::all_of(drivers_->begin(), drivers_->end(), has_result);
}

void early_verdict::look() {
  if (told_ || !options_->certain || !is_certain()) return;
  told_ = true;
  auto so_far = *run_;
  so_far.target.address = on_->where().shown.address;
  so_far.cost = on_->cost;
  options_->certain(conclude_check(std::move(so_far), *wanted_, *drivers_, on_->where(), *options_));
}

std::string early_verdict::progress(std::string_view what) const {
  return told_ ? fmt::format("still looking: {} of {}", run_->findings.size(), probes_) : std::string(what);
}

}  // namespace poolprobe
