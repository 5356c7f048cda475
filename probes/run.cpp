#include "probes/run.hpp"

#include <algorithm>
#include <optional>

#include "probes/select.hpp"
#include "stage/ensemble.hpp"

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

bool waited_in_vain(std::vector<transcript_entry> const& transcript) {
  return std::any_of(transcript.begin(), transcript.end(),
                     [](auto const& step) { return step.received == word(wire::ending::timed_out); });
}

/// On a busy pool others come in between: what could not be told is tried again. A refusal that closed the
/// connection would come again, and each costs a connection; an answer that twice did not come in time will
/// not come either.
observation observe(stage& on, probe const& p, std::vector<transcript_entry>& transcript) {
  constexpr int attempts = 4;
  if (auto why = lacking(on.servers, p.needs)) return unknown(std::move(*why));
  observation seen;
  int vain = 0;
  auto const closed = [&] { return p.disturbs == disturbs::connection && seen.sqlstate; };
  for (int i = 0; i < attempts && vain < 2 && seen.outcome == outcome::unknown && !closed(); ++i) {
    seen = p.observe(on);
    transcript = on.take_transcript();
    if (waited_in_vain(transcript)) ++vain;
  }
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
  found.group = group_of(p.id);
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

/// Before the first finding of a probe that is listed after `p`.
std::vector<finding>::const_iterator place_of(probe const& p, std::span<probe const> probes,
                                              std::vector<finding> const& findings) {
  auto const rank = [&](std::string_view code) {
    return std::find_if(probes.begin(), probes.end(), [&](auto const& q) { return q.code == code; });
  };
  return std::find_if(findings.begin(), findings.end(),
                      [&](finding const& f) { return rank(f.code) > rank(p.code); });
}

/// One probe's part of a run.
struct part {
  probe const* played;
  observation seen;
  std::vector<transcript_entry> transcript;
};

/// Whether probes may be played at once. Where server connections are shared, each is still tried alone: one
/// switch for several has not been proved beside other people's traffic (tests/lab/foreign_load_test.cpp).
bool can_share(stage const& on, probe const& p) {
  return p.together && on.servers.dedicated && on.servers.in_one_go && !on.servers.single_server &&
         !lacking(on.servers, p.needs);
}

/// Plays the parts at once, and those again that could not be told: on a busy pool others come in between.
void play_together(stage& on, std::vector<part>& parts) {
  constexpr int attempts = 2;
  for (int i = 0; i < attempts && !on.misjudged(); ++i) {
    ensemble all(on);
    int open = 0;
    for (auto& one : parts) {
      if (one.seen.outcome != outcome::unknown) continue;
      ++open;
      all.add([&one](stage& own) {
        one.seen = one.played->observe(own);
        one.transcript = own.take_transcript();
      });
    }
    if (open < 2) return;
    (void)on.client("A");
    (void)on.client("B");
    all.play();
  }
}

/// Adds what can be seen at once, in the order of the list, also where an interrupt ends it; the outcome
/// `unknown` is left to be tried alone.
void run_together(stage& on, std::vector<part> parts, std::vector<finding>& findings) {
  auto const tell = [&parts, &findings] {
    for (auto& one : parts) {
      if (one.seen.outcome == outcome::unknown) continue;
      findings.push_back(as_finding(*one.played, std::move(one.seen), std::move(one.transcript)));
    }
  };
  try {
    play_together(on, parts);
  } catch (...) {
    tell();
    throw;
  }
  tell();
}

bool is_told(probe const& p, std::vector<finding> const& findings) {
  return std::any_of(findings.begin(), findings.end(), [&p](finding const& f) { return f.code == p.code; });
}

}  // namespace

std::optional<std::string> forbidden(probe const& p, permissions given) {
  if (given.passive && p.disturbs == disturbs::log_line) return "not run: may write into a log (--passive)";
  if (given.passive && p.disturbs == disturbs::connection)
    return "not run: may close connections (--passive)";
  if (p.permission == permission::ddl && !given.ddl) {
    return "creates a temporary table; to run it, give --allow-ddl";
  }
  if (p.permission == permission::sacrificial && !given.sacrificial) {
    return "may take prepared statements from others; to run it, give --sacrificial";
  }
  return std::nullopt;
}

void run_probes(stage& on, std::span<probe const> probes, objection const& against,
                std::vector<finding>& findings, std::function<void(std::string_view)> const& before_each) {
  std::vector<part> parts;
  for (auto const& p : probes) {
    if (can_share(on, p) && !against(p)) parts.push_back({&p, {}, {}});
  }
  if (parts.size() > 1) {
    before_each("several probes at once");
    run_together(on, std::move(parts), findings);
  }
  for (auto const closing : {false, true}) {
    for (auto const& p : probes) {
      if ((p.disturbs == disturbs::connection) != closing || is_told(p, findings)) continue;
      if (on.misjudged()) return;
      before_each(p.id);
      (void)on.take_transcript();
      std::vector<transcript_entry> transcript;
      auto why = against(p);
      auto seen = why ? skipped(std::move(*why)) : observe(on, p, transcript);
      findings.insert(place_of(p, probes, findings), as_finding(p, std::move(seen), std::move(transcript)));
    }
  }
}

}  // namespace poolprobe
