#include "probes/run.hpp"

#include <optional>

namespace poolprobe {
namespace {

/// Why the pool cannot give what the probe needs; nullopt when it can.
std::optional<std::string> lacking(hand_over const& pool, needs wanted) {
  if (wanted != needs::one_client && pool.single_client) {
    return "while one client is connected the pool serves no other, so two clients cannot be compared";
  }
  if (wanted == needs::second_server && pool.single_server) {
    return "the pool gave no second server connection, so the client cannot be moved to one";
  }
  return std::nullopt;
}

/// On a busy pool others come in between: what could not be told is tried again.
observation observe(stage& on, probe const& p, std::vector<transcript_entry>& transcript) {
  constexpr int attempts = 4;
  if (auto why = lacking(on.servers, p.needs)) return unknown(std::move(*why));
  observation seen;
  for (int i = 0; i < attempts && seen.outcome == outcome::unknown; ++i) {
    seen = p.observe(on);
    transcript = on.take_transcript();
  }
  return seen;
}

double total_ms(std::vector<transcript_entry> const& transcript) {
  double sum = 0;
  for (auto const& step : transcript) sum += step.ms;
  return sum;
}

finding as_finding(probe const& p, observation seen, std::vector<transcript_entry> transcript) {
  finding found;
  found.code = p.code;
  found.id = p.id;
  found.group = p.id.substr(0, p.id.find('/'));
  found.outcome = seen.outcome;
  found.sqlstate = std::move(seen.sqlstate);
  found.requirement = p.requirement;
  found.expected = std::move(seen.expected);
  found.summary = seen.outcome == outcome::unknown
                      ? seen.observed
                      : std::string(seen.outcome == outcome::works ? p.holds : p.fails);
  found.observed = std::move(seen.observed);
  if (seen.outcome != outcome::works && seen.outcome != outcome::unknown) {
    found.fixes.assign(p.fixes.begin(), p.fixes.end());
  }
  found.duration_ms = total_ms(transcript);
  found.transcript = std::move(transcript);
  return found;
}

}  // namespace

void run_probes(stage& on, std::span<probe const> probes, std::vector<finding>& findings,
                std::function<void(std::string_view)> const& before_each) {
  for (auto const& p : probes) {
    if (on.misjudged()) return;
    before_each(p.id);
    (void)on.take_transcript();
    std::vector<transcript_entry> transcript;
    auto seen = observe(on, p, transcript);
    findings.push_back(as_finding(p, std::move(seen), std::move(transcript)));
  }
}

}  // namespace poolprobe
