#include "run/run_probes.hpp"

#include <algorithm>
#include <optional>

#include "drivers/fill_in_settings.hpp"
#include "run/probe_selection.hpp"
#include "text/grouped_id.hpp"

namespace poolprobe {
namespace {

probe_result skipped(std::string why) { return {outcome::skipped, std::nullopt, {}, std::move(why)}; }

double total_ms(std::vector<transcript_entry> const& transcript) {
  double sum = 0;
  for (auto const& step : transcript) sum += step.ms;
  return sum;
}

finding as_finding(probe const& p, probe_result seen, std::vector<transcript_entry> transcript) {
  finding found;
  found.code = p.code;
  found.id = p.id;
  found.group = group_of(p.id);
  found.feature = p.feature;
  found.outcome = seen.outcome;
  found.sqlstate = std::move(seen.sqlstate);
  found.requirement = p.requirement;
  found.expected = std::move(seen.expected);
  auto const told = seen.outcome != outcome::unknown && seen.outcome != outcome::skipped;
  found.summary = told ? std::string(seen.outcome == outcome::works ? p.holds : p.fails) : seen.observed;
  found.observed = std::move(seen.observed);
  if (told && seen.outcome != outcome::works) {
    for (auto const fix : p.fixes) found.fixes.push_back(with_settings(fix));
  }
  found.duration_ms = total_ms(transcript);
  found.transcript = std::move(transcript);
  return found;
}

/// Before the first finding of a probe that is listed after `p`: lists are in the order of codes.
std::vector<finding>::const_iterator place_of(probe const& p, std::vector<finding> const& findings) {
  return std::find_if(findings.begin(), findings.end(), [&](finding const& f) { return f.code > p.code; });
}

void add(probe const& p, probe_result seen, std::vector<transcript_entry> transcript,
         std::vector<finding>& findings) {
  findings.insert(place_of(p, findings), as_finding(p, std::move(seen), std::move(transcript)));
}

bool is_told(probe const& p, std::vector<finding> const& findings) {
  return std::any_of(findings.begin(), findings.end(), [&p](finding const& f) { return f.code == p.code; });
}

/// Adds the findings of the probes. One that is `unknown` is left out, to be run alone.
void add_conclusive(std::vector<scheduled_probe>& parts, std::vector<finding>& findings) {
  for (auto& one : parts) {
    if (!is_told(one.seen) || is_told(*one.row, findings)) continue;
    add(*one.row, one.seen, one.transcript, findings);
  }
}

/// Runs them and adds their findings, also if an interrupt ends the run.
void run_and_record(std::vector<scheduled_probe> parts, std::vector<finding>& findings,
                    std::function<void(std::vector<scheduled_probe>&)> const& run) {
  try {
    run(parts);
  } catch (...) {
    add_conclusive(parts, findings);
    throw;
  }
  add_conclusive(parts, findings);
}

}  // namespace

void add_unknown(std::span<probe const> probes, objection const& against, std::string const& because,
                 std::vector<finding>& findings) {
  for (auto const& p : probes) {
    if (is_told(p, findings)) continue;
    auto const why = against(p);
    add(p, why ? skipped(*why) : unknown(because), {}, findings);
  }
}

std::optional<std::string> forbidden(probe const& p, permissions given) {
  if (given.passive && p.side_effects == side_effects::log_line)
    return "not run: may write into a log (--passive)";
  if (given.passive && p.side_effects == side_effects::connection)
    return "not run: may close connections (--passive)";
  if (p.permission == permission::ddl && !given.ddl) {
    return "creates a temporary table; to run it, give --allow-ddl";
  }
  if (p.permission == permission::sacrificial && !given.sacrificial) {
    return "may take prepared statements from others; to run it, give --sacrificial";
  }
  return std::nullopt;
}

/// Whether the first parameter was refused before login. If not, the login may have taken a server connection
/// that another client waits for.
void run_startup_probes(testbed& on, std::span<probe const> probes, objection const& against,
                        std::vector<finding>& findings) {
  constexpr auto before_login = "08P01";  // a server refuses with other SQLSTATEs (startup.cpp)
  auto refuses = false;
  on.set_none_free(true);
  for (auto const& p : probes) {
    if (!is_startup(p) || against(p)) continue;
    (void)on.take_transcript();
    auto seen = p.observe(on);
    refuses = refuses || (seen.outcome == outcome::breaks && seen.sqlstate == before_login);
    if (!refuses) break;
    if (seen.outcome == outcome::unknown) continue;
    add(p, std::move(seen), on.take_transcript(), findings);
  }
  on.set_none_free(false);
}

void run_probes(testbed& on, std::span<probe const> probes, objection const& against,
                std::vector<finding>& findings, std::function<void(std::string_view)> const& before_each) {
  auto const remaining = [&](auto const& wanted) {
    std::vector<scheduled_probe> parts;
    for (auto const& p : probes) {
      if (wanted(p) && !is_told(p, findings) && !against(p)) parts.push_back({&p, {}, {}});
    }
    return parts;
  };
  auto const at_once = [&](std::vector<scheduled_probe> parts, auto const& run) {
    if (parts.size() < 2 || on.pool_facts_wrong()) return;
    before_each("several probes at once");
    run_and_record(std::move(parts), findings, run);
  };
  auto const in_turn = [&](auto const& wanted) {
    for (auto const& p : probes) {
      if (!wanted(p) || is_told(p, findings)) continue;
      if (on.pool_facts_wrong()) return;
      before_each(p.id);
      (void)on.take_transcript();
      std::vector<transcript_entry> transcript;
      auto why = against(p);
      auto seen = why ? skipped(std::move(*why)) : observe(on, p, transcript);
      add(p, std::move(seen), std::move(transcript), findings);
    }
  };
  // A client that holds the only server connection makes all others wait, which would disturb the probe.
  if (on.servers.single_server) in_turn([&on](probe const& p) { return must_be_alone(on, p); });
  at_once(remaining([&on](probe const& p) { return can_share(on, p); }),
          [&on](std::vector<scheduled_probe>& parts) { run_pipelined(on, parts); });
  if (can_run_parallel(on)) {
    for (auto& parts : parallel_groups(on, remaining([](probe const&) { return true; }))) {
      at_once(std::move(parts), [&](std::vector<scheduled_probe>& all) { run_parallel(on, all, against); });
    }
  }
  in_turn([](probe const& p) { return p.side_effects != side_effects::connection; });
  in_turn([](probe const&) { return true; });
}

probes_beside_drivers::probes_beside_drivers(testbed const& on, std::span<probe const> probes,
                                             objection const& against, std::vector<finding> const& findings) {
  for (auto const& p : probes) {
    if (p.beside_drivers && !lacking(on.servers, p.needs) && !is_told(p, findings) && !against(p))
      parts_.push_back({&p, {}, {}});
  }
}

std::vector<shared_task> probes_beside_drivers::tasks() {
  std::vector<shared_task> all;
  for (auto& one : parts_) {
    all.push_back({*one.row->beside_drivers, [&one](testbed& own) {
                     one.seen = one.row->observe(own);
                     one.transcript = own.take_transcript();
                   }});
  }
  return all;
}

void probes_beside_drivers::tell(std::vector<finding>& findings) { add_conclusive(parts_, findings); }

}  // namespace poolprobe
