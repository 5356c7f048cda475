#include "run/redaction.hpp"

namespace poolprobe {
namespace {

/// Visits every text. Each structure is decomposed into its members, so that a new member does not compile
/// until it is handled here. Members that stay unchanged end in an underscore.
class redactor {
 public:
  explicit redactor(secret const& password) : password_(&password) {}

  void operator()(std::string& text) const { text = password_->redact(text); }

  template <class T>
  void operator()(std::optional<T>& some) const {
    if (some) (*this)(*some);
  }

  template <class T>
  void operator()(std::vector<T>& all) const {
    for (auto& one : all) (*this)(one);
  }

  void operator()(transcript_entry& step) const {
    auto& [client_, sent, sql, backend_, received, ms_] = step;
    each(sent, sql, received);
  }

  void operator()(removed_setting& setting) const {
    auto& [key, value, meaning, effect_] = setting;
    each(key, value, meaning);
  }

  void operator()(advice& given) const {
    auto& [kind_, about, says, remedy] = given;
    each(about, says, remedy);
  }

  void operator()(sent_parameter& parameter) const {
    auto& [name, value, key, known_] = parameter;
    each(name, value, key);
  }

  void operator()(target_info& target) const {
    auto& [display_, source, host_, port_, database_, user_, driver_, settings_removed, startup, set_at_login,
           advice, address_] = target;
    each(source, settings_removed, startup, set_at_login, advice);
  }

  void operator()(evidence& seen) const {
    auto& [signal_, observed, means] = seen;
    each(observed, means);
  }

  void operator()(path_element& part) const {
    auto& [what, why, alternative_] = part;
    each(what, why);
  }

  void operator()(pooler_info& pooler) const {
    auto& [present_, product_, version, mode_, statements_, layers_, evidence, path, processes_differ,
           pinned_by_, judged_] = pooler;
    each(version, evidence, path, processes_differ);
  }

  void operator()(finding& found) const {
    auto& [code_, id_, group_, outcome_, required_, sqlstate, summary, requirement, expected, observed, fixes,
           transcript, duration_, feature_] = found;
    drop(sqlstate);
    each(summary, requirement, expected, observed, fixes, transcript);
  }

  void operator()(scenario_result& scenario) const {
    auto& [scenario_, outcome_, sqlstate, executions_, again_, observed, transcript, counts_for_, feature_,
           use] = scenario;
    drop(sqlstate);
    each(observed, transcript, use);
  }

  void operator()(driver_caveat& caveat) const {
    auto& [code_, sqlstate, summary, fix, required_] = caveat;
    drop(sqlstate);
    each(summary, fix);
  }

  void operator()(feature_result& feature) const {
    auto& [group_, use, outcome_, sqlstate, summary, required_] = feature;
    drop(sqlstate);
    each(use, summary);
  }

  void operator()(driver_result& driver) const {
    auto& [driver_, config_, setting_, script_, outcome_, required_, sqlstate, executions_, summary, fix,
           fix_id_, verified_, proved, scenarios, caveats, features, sqlstates, holds_for_, path_,
           generation_of_] = driver;
    drop(sqlstate);
    std::erase_if(sqlstates, [this](std::string const& state) { return password_->redact(state) != state; });
    each(summary, fix, proved, scenarios, caveats, features);
  }

  void operator()(hazard& h) const {
    auto& [code_, id_, title, statement, name, connection_, transaction_, count_, without_, with_,
           explanation, fix] = h;
    each(title, statement, name, explanation, fix);
  }

  void operator()(recognised_driver& driver) const {
    auto& [drivers_, who, sign] = driver;
    each(who, sign);
  }

  void operator()(traffic_info& traffic) const {
    each(traffic.command, traffic.failure, traffic.drivers, traffic.caveats);
  }

  void operator()(measurement& m) const {
    drop(m.sqlstate);
    each(m.summary);
  }

  void operator()(bench_info& how) const {
    each(how.query, how.sql, how.direct, how.direct_server, how.cpu, how.warnings, how.recreated);
  }

  void operator()(residue& left) const {
    auto& [backend_, kind_, name, tried] = left;
    each(name, tried);
  }

  void operator()(verdict& judged) const { each(judged.reasons); }

  void operator()(run_record& run) const {
    auto& [tool_, made_at, offline_, target, pooler, server, findings, drivers, hazards, traffic,
           measurements, bench, residue, cost_, verdict] = run;
    each(made_at, target, pooler, server.version, findings, drivers, hazards, traffic, measurements, bench,
         residue, verdict);
  }

  void operator()(planned_step& step) const {
    auto& [client_, sent, sql, asks_] = step;
    each(sent, sql);
  }

  void operator()(planned_part& part) const {
    auto& [code_, id_, not_run, only_if, cannot_tell, steps] = part;
    each(not_run, only_if, cannot_tell, steps);
  }

  void operator()(plan& listed) const { each(listed.target, listed.parts); }

 private:
  template <class... Text>
  void each(Text&... texts) const {
    ((*this)(texts), ...);
  }

  /// An SQLSTATE that contains the password is none, and is removed.
  void drop(std::optional<std::string>& sqlstate) const {
    if (sqlstate && password_->redact(*sqlstate) != *sqlstate) sqlstate.reset();
  }

  secret const* password_;
};

}  // namespace

void redact(run_record& run, secret const& password) { redactor{password}(run); }

void redact(plan& listed, secret const& password) { redactor{password}(listed); }

}  // namespace poolprobe
