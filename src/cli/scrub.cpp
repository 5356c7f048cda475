#include "cli/scrub.hpp"

namespace poolprobe {
namespace {

void scrub(std::string& text, secret const& password) { text = password.scrub(text); }

void scrub(std::optional<std::string>& text, secret const& password) {
  if (text) scrub(*text, password);
}

/// What repeats the password is no SQLSTATE.
void scrub_state(std::optional<std::string>& sqlstate, secret const& password) {
  if (sqlstate && password.scrub(*sqlstate) != *sqlstate) sqlstate.reset();
}

void scrub(finding& found, secret const& password) {
  scrub_state(found.sqlstate, password);
  scrub(found.summary, password);
  scrub(found.expected, password);
  scrub(found.observed, password);
  for (auto& step : found.transcript) {
    // Some probes send back what the server told.
    for (auto* text : {&step.sent, &step.sql, &step.received}) scrub(*text, password);
  }
}

void scrub(driver_result& played, secret const& password) {
  scrub_state(played.sqlstate, password);
  scrub(played.summary, password);
  for (auto& scene : played.scenes) {
    scrub_state(scene.sqlstate, password);
    scrub(scene.observed, password);
    for (auto& step : scene.transcript) scrub(step.received, password);
  }
}

void scrub(bench_info& how, secret const& password) {
  scrub(how.direct_server, password);
  for (auto& w : how.warnings) scrub(w, password);
}

void scrub(measurement& m, secret const& password) {
  scrub_state(m.sqlstate, password);
  scrub(m.summary, password);
}

}  // namespace

void scrub(run_record& run, secret const& password) {
  scrub(run.server.version, password);
  scrub(run.pooler.version, password);
  for (auto& e : run.pooler.evidence) scrub(e.observed, password);
  for (auto& f : run.findings) scrub(f, password);
  for (auto& d : run.drivers) scrub(d, password);
  for (auto& h : run.hazards) scrub(h.statement, password);
  for (auto& r : run.residue) scrub(r.name, password);
  for (auto& m : run.measurements) scrub(m, password);
  if (run.bench) scrub(*run.bench, password);
}

}  // namespace poolprobe
