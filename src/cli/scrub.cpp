#include "cli/scrub.hpp"

namespace poolprobe {
namespace {

void scrub(std::string& text, secret const& password) { text = password.scrub(text); }

void scrub(std::optional<std::string>& text, secret const& password) {
  if (text) scrub(*text, password);
}

void scrub(finding& found, secret const& password) {
  scrub(found.sqlstate, password);
  scrub(found.summary, password);
  scrub(found.expected, password);
  scrub(found.observed, password);
  for (auto& step : found.transcript) {
    // Some probes send back what the server told.
    for (auto* text : {&step.sent, &step.sql, &step.received}) scrub(*text, password);
  }
}

}  // namespace

void scrub(run_record& run, secret const& password) {
  scrub(run.server.version, password);
  scrub(run.pooler.version, password);
  for (auto& e : run.pooler.evidence) scrub(e.observed, password);
  for (auto& f : run.findings) scrub(f, password);
  for (auto& h : run.hazards) scrub(h.statement, password);
  for (auto& r : run.residue) scrub(r.name, password);
}

}  // namespace poolprobe
