#include "run/redaction.hpp"

namespace poolprobe {
namespace {

void redact(std::string& text, secret const& password) { text = password.redact(text); }

void redact(std::optional<std::string>& text, secret const& password) {
  if (text) redact(*text, password);
}

/// What repeats the password is no SQLSTATE.
void scrub_state(std::optional<std::string>& sqlstate, secret const& password) {
  if (sqlstate && password.redact(*sqlstate) != *sqlstate) sqlstate.reset();
}

void redact(finding& found, secret const& password) {
  scrub_state(found.sqlstate, password);
  redact(found.summary, password);
  redact(found.expected, password);
  redact(found.observed, password);
  for (auto& step : found.transcript) {
    // Some probes send back what the server told.
    for (auto* text : {&step.sent, &step.sql, &step.received}) redact(*text, password);
  }
}

void redact(driver_result& played, secret const& password) {
  scrub_state(played.sqlstate, password);
  redact(played.summary, password);
  std::erase_if(played.sqlstates, [&password](std::string const& state) {
    auto seen = std::optional(state);
    scrub_state(seen, password);
    return seen != state;
  });
  for (auto& one : played.caveats) {
    scrub_state(one.sqlstate, password);
    redact(one.summary, password);
  }
  for (auto& one : played.features) {
    scrub_state(one.sqlstate, password);
    redact(one.summary, password);
  }
  for (auto& scenario : played.scenarios) {
    scrub_state(scenario.sqlstate, password);
    redact(scenario.observed, password);
    for (auto& step : scenario.transcript) redact(step.received, password);
  }
}

void redact(bench_info& how, secret const& password) {
  redact(how.direct_server, password);
  for (auto& w : how.warnings) redact(w, password);
}

void redact(measurement& m, secret const& password) {
  scrub_state(m.sqlstate, password);
  redact(m.summary, password);
}

}  // namespace

void redact(run_record& run, secret const& password) {
  redact(run.server.version, password);
  redact(run.pooler.version, password);
  for (auto& e : run.pooler.evidence) redact(e.observed, password);
  for (auto& f : run.findings) redact(f, password);
  for (auto& d : run.drivers) redact(d, password);
  for (auto& h : run.hazards) redact(h.statement, password);
  for (auto& r : run.residue) redact(r.name, password);
  for (auto& m : run.measurements) redact(m, password);
  if (run.bench) redact(*run.bench, password);
}

}  // namespace poolprobe
