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

/// No second try where it cannot help.
observation observe(stage& on, probe const& p, std::vector<transcript_entry>& transcript) {
  if (auto why = lacking(on.servers, p.needs)) return unknown(std::move(*why));
  auto seen = p.observe(on);
  transcript = on.take_transcript();
  if (seen.outcome != outcome::unknown) return seen;
  seen = p.observe(on);
  transcript = on.take_transcript();
  return seen;
}

observation skipped(std::string why) { return {outcome::skipped, std::nullopt, {}, std::move(why)}; }

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
  auto const told = seen.outcome != outcome::unknown && seen.outcome != outcome::skipped;
  found.summary = told ? std::string(seen.outcome == outcome::works ? p.holds : p.fails) : seen.observed;
  found.observed = std::move(seen.observed);
  if (told && seen.outcome != outcome::works) {
    found.fixes.assign(p.fixes.begin(), p.fixes.end());
  }
  found.duration_ms = total_ms(transcript);
  found.transcript = std::move(transcript);
  return found;
}

}  // namespace

void run_probes(stage& on, std::span<probe const> probes, std::vector<finding>& findings,
                std::function<void(std::string_view)> const& before_each, objection const& against) {
  for (auto const& p : probes) {
    if (auto why = against(p)) {
      findings.push_back(as_finding(p, skipped(std::move(*why)), {}));
      continue;
    }
    before_each(p.id);
    (void)on.take_transcript();
    std::vector<transcript_entry> transcript;
    auto seen = observe(on, p, transcript);
    findings.push_back(as_finding(p, std::move(seen), std::move(transcript)));
  }
}

}  // namespace poolprobe
