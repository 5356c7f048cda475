#include "driver_check/driver_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "driver_check/choose_fix.hpp"
#include "driver_check/error_and_release_scenarios.hpp"
#include "driver_check/handover_scenarios.hpp"
#include "driver_check/scenario_summary.hpp"
#include "driver_check/scenarios_from_findings.hpp"
#include "drivers/engine/package_version.hpp"
#include "drivers/engine/requirement.hpp"
#include "drivers/engine/split_by_transaction.hpp"

namespace poolprobe {
namespace {

using labels = std::vector<std::string_view>;

/// Whether some pools answer the configuration's messages with an error.
bool may_cause_error(driver_config const& config, statement_needs const& needs) {
  return needs.clashes || needs.named_later || needs.unnamed_later || needs.ambiguous_names ||
         needs.always_in_block || needs.simple || !config.startup.empty();
}

/// The result where the survey already knows it. To try again would cost the pool a connection.
std::optional<scenario_result> known_beforehand(testbed const& on, driver_config const& config,
                                                statement_needs const& needs) {
  if (on.allowed.passive && may_cause_error(config, needs)) {
    return without_simulating(outcome::skipped, "not simulated: --passive provokes no error");
  }
  if (needs.always_in_block && on.servers.block) {
    auto result = without_simulating(outcome::breaks, on.servers.block->observed, on.servers.block->sqlstate);
    result.scenario = scenario_kind::block;
    result.executions = 1;
    return result;
  }
  if ((needs.simple || needs.always_in_block) && on.servers.simple_query) {
    auto const& refused = *on.servers.simple_query;
    auto result = without_simulating(outcome::breaks, refused.observed, refused.sqlstate);
    result.scenario = scenario_kind::query;
    result.executions = 1;
    return result;
  }
  return std::nullopt;
}

/// Whether COMMIT is sent as a prepared statement, not as a simple query.
bool commits_by_statement(driver_config const& config) {
  return config.transaction.commit.find('P') != std::string_view::npos;
}

/// Whether the scenarios must also be run in transaction blocks. Where not, what works outside of blocks
/// works in them, as the client can be moved less often.
bool blocks_matter(driver_config const& config, statement_needs const& needs) {
  return needs.always_in_block || commits_by_statement(config) || !config.retry.sqlstate.empty() ||
         !config.release.error_reaches_program;
}

/// Whether it drops statements by SQL (DEALLOCATE), with the client's names. A pooler that tracks statements
/// uses other names on the server.
bool drops_by_sql(driver_config const& config) {
  return config.release.script.starts_with('Q') || config.release.script.starts_with('P');
}

/// Whether it drops a statement when the driver's cache is full.
bool drops_when_evicted(driver_config const& config) {
  using release_time = enum statement_release::when;
  return config.release.when == release_time::evicted && drops_by_sql(config);
}

bool drops_in_script(driver_config const& config) {
  using release_time = enum statement_release::when;
  return config.release.when == release_time::in_script && drops_by_sql(config);
}

/// Whether it gives a name to a statement that the server refuses. Only a named statement can be taken for
/// another one later.
bool names_what_is_refused(driver_config const& config) {
  auto names = statement_namer::as_in_a_fresh_process(config.names);
  driver_session session(config, names);
  for (int i = 0; i < 3; ++i) {
    for (auto const& one : session.refused(1)) {
      for (auto const& m : one.steps) {
        if (m.verb == notation::verb::parse && !m.name.empty()) return true;
      }
    }
  }
  return false;
}

std::optional<std::string> not_decidable_by(pool_facts const& pool, statement_needs const& needs) {
  auto const relies = needs.named_later || needs.unnamed_later || needs.clashes;
  if (relies && pool.single_client) {
    return "while one client is connected the pool serves no other, so two processes cannot be compared";
  }
  if ((needs.named_later || needs.unnamed_later) && pool.single_server) {
    return "the pool gave no second server connection, so the client cannot be moved to one";
  }
  return std::nullopt;
}

bool bad(scenario_result const& s) { return is_failure(s.outcome); }

}  // namespace

bool same_on_the_wire(driver_config const& a, driver_config const& b) {
  return same_messages(a, b) &&
         std::equal(a.features.begin(), a.features.end(), b.features.begin(), b.features.end());
}

/// What the text causes in a generation of the driver: one whose versions all take a single host does not
/// start with several.
text_effects for_versions(driver_config const& config, text_effects text) {
  auto const& before = config.holds_for.before;
  if (!text.hosts_since.empty() && !before.empty() && !is_older(text.hosts_since, before))
    text.fails.emplace_back("several hosts");
  return text;
}

driver_result result_of(driver_choice const& choice) {
  auto const& config = *choice.config;
  driver_result result;
  result.driver = choice.driver->id;
  result.config = config.id;
  result.setting = config.setting;
  result.script = script_text(config);
  result.proved = config.proved;
  result.holds_for = versions_of(config);
  if (config.generation_of) result.generation_of = std::string(*config.generation_of);
  return result;
}

std::vector<scenario_result> driver_check::scenarios_of(driver_config const& config, extent which) {
  auto const needs = statement_needs_of(config);
  if (auto known = known_beforehand(*on_, config, needs)) return {*known};
  std::vector<scenario_result> all;
  if (!config.startup.empty()) all.push_back(login_with({config.startup.begin(), config.startup.end()}));
  auto const own = !runner_.simulates() ? labels() : log_in_respelled(*on_, config);
  add_handovers(config, needs, all);
  add_life(config, needs, all);
  if (which == extent::all) {
    for (auto const& feature : config.features) all.push_back(simulate_feature(config, feature));
  }
  for (auto const label : own) on_->disconnect(label);
  auto const why = not_decidable_by(on_->servers, needs);
  if (why && std::none_of(all.begin(), all.end(), bad))
    all.push_back(without_simulating(outcome::unknown, *why));
  return all;
}

/// Adds the scenarios in which another server connection or another process is met.
void driver_check::add_handovers(driver_config const& config, statement_needs const& needs,
                                 std::vector<scenario_result>& all) {
  for (auto const in_blocks : {false, true}) {
    if (in_blocks ? !blocks_matter(config, needs) : config.transaction.always) continue;
    if (in_blocks && on_->servers.block) continue;
    if (needs.unnamed_later && !on_->servers.single_server && !on_->servers.simple_query)
      all.push_back(runner_.run(simulate_moved_to_bare, config, in_blocks));
    all.push_back(runner_.run(simulate_moved, config, in_blocks));
    if (on_->servers.single_client) break;
    if (needs.clashes || needs.named_later) all.push_back(runner_.run(simulate_met, config, in_blocks));
    if (needs.named_later || needs.unnamed_later) {
      all.push_back(runner_.run(simulate_crossed, config, in_blocks));
    }
  }
}

/// Adds the scenarios of dropped statements, rollbacks and errors, as far as they can break this
/// configuration.
void driver_check::add_life(driver_config const& config, statement_needs const& needs,
                            std::vector<scenario_result>& all) {
  auto const has_blocks = !on_->servers.block;
  auto const named = needs.named_later || needs.clashes;
  auto const& ends = config.transaction;
  if (has_blocks && named && commits_by_statement(config))
    all.push_back(runner_.run(simulate_ends_moved, config, true));
  if (drops_when_evicted(config) && config.release.error_reaches_program)
    all.push_back(runner_.run(simulate_dropped, config, needs.always_in_block));
  auto const inside = has_blocks && config.release.inside_block;
  if (inside && drops_when_evicted(config)) all.push_back(runner_.run(simulate_dropped_last, config, true));
  if (inside && (drops_when_evicted(config) || drops_in_script(config)))
    all.push_back(runner_.run(simulate_dropped_between, config, true));
  if (has_blocks && (ends.rollback.find('P') != std::string_view::npos || !ends.after_rollback.empty()))
    all.push_back(runner_.run(simulate_rolled_back, config, true));
  auto const may_fail = !on_->allowed.passive;
  if (may_fail && has_blocks && named)
    all.push_back(as_caveat(runner_.run(simulate_failed_inside, config, true)));
  auto const refused_inside = ends.always || config.failed_parse.ends_connection;
  if (may_fail && names_what_is_refused(config) && (has_blocks || !refused_inside))
    all.push_back(as_caveat(runner_.run(simulate_refused, config, refused_inside)));
}

/// The result of a feature that would leave state on a shared server connection: it is taken from a probe,
/// not simulated.
scenario_result driver_check::scenario_of_probe(driver_feature const& feature) const {
  if (found_ == nullptr) return without_simulating(outcome::works, "a session of PostgreSQL itself keeps it");
  auto const& found = *found_;
  auto const f =
      std::find_if(found.begin(), found.end(), [&](finding const& one) { return one.code == feature.probe; });
  if (f == found.end())
    return without_simulating(outcome::unknown, fmt::format("{} tells, which was not run", feature.probe));
  return without_simulating(f->outcome == outcome::leaks ? outcome::wrong_answer : f->outcome,
                            fmt::format("{} ({})", f->summary, f->code), f->sqlstate);
}

scenario_result driver_check::scenario_of_feature(driver_config const& config,
                                                  driver_feature const& feature) {
  if (on_->allowed.passive)
    return without_simulating(outcome::skipped, "not simulated: --passive provokes no error");
  auto const with = with_feature(config, feature);
  auto const in_block = feature.in_block || with.transaction.always;
  if (in_block && on_->servers.block)
    return without_simulating(outcome::breaks, on_->servers.block->observed, on_->servers.block->sqlstate);
  if (!feature.probe.empty()) return scenario_of_probe(feature);
  auto const moved = runner_.run(simulate_moved, with, in_block);
  auto const needs = statement_needs_of(with);
  if (moved.outcome != outcome::works || on_->servers.single_client || !(needs.clashes || needs.named_later))
    return moved;
  auto met = runner_.run(simulate_met, with, in_block);
  met.transcript.insert(met.transcript.begin(), moved.transcript.begin(), moved.transcript.end());
  return met;
}

scenario_result driver_check::simulate_feature(driver_config const& config, driver_feature const& feature) {
  auto result = scenario_of_feature(config, feature);
  result.scenario = scenario_kind::feature;
  result.counts_for = scenario_result::weight::feature;
  result.feature = word(feature.group);
  result.use = feature.use;
  return result;
}

/// What the connection text causes before the driver sends anything.
std::vector<scenario_result> driver_check::scenarios_of_text(text_effects const& text) {
  if (!text.fails.empty()) {
    auto fails = without_simulating(
        outcome::breaks,
        fmt::format("it does not start with {} in the connection text", fmt::join(text.fails, ", ")));
    fails.scenario = scenario_kind::start;
    return {fails};
  }
  if (text.startup.empty() || on_->allowed.passive) return {};
  std::vector<startup_setting> startup;
  std::vector<std::string> hidden;
  for (auto const& one : text.startup) {
    if (!one.value.empty()) {
      startup.push_back({one.name, one.value, one.known});
    } else if (!probe_of_setting(one.name)) {
      hidden.push_back(one.key);
    }
  }
  if (!startup.empty()) {
    if (auto seen = login_with(startup); seen.outcome != outcome::works) return {seen};
  }
  if (hidden.empty()) return {};
  return {without_simulating(outcome::unknown,
                             fmt::format("{} goes into the startup packet, and its value might be a secret: "
                                         "not tried",
                                         fmt::join(hidden, ", ")))};
}

/// A login with startup parameters costs a connection, so that one result serves all configurations with the
/// same ones.
scenario_result driver_check::login_with(std::vector<startup_setting> const& startup) {
  auto const found = std::find_if(logins_.begin(), logins_.end(),
                                  [&startup](login const& one) { return one.startup == startup; });
  if (found != logins_.end()) return found->seen;
  if (!runner_.simulates()) return without_simulating(outcome::unknown, "not tried yet");
  logins_.push_back({startup, simulate_login(*on_, startup)});
  return logins_.back().seen;
}

void driver_check::log_in(driver_choice const& choice, text_effects const& text) {
  auto const& own = choice.config->startup;
  (void)scenarios_of_text(for_versions(*choice.config, text));
  if (!own.empty()) (void)login_with({own.begin(), own.end()});
}

void driver_check::simulate_together(driver_choices const& some, extent which,
                                     beside_scenarios const& beside) {
  auto const before = on_->cost.critical_path;
  auto const asking = [&] {
    for (auto const& one : some) (void)scenarios_of(*one.config, which);
  };
  runner_.simulate_together(asking, beside);
  together_ += on_->cost.critical_path - before;
}

driver_result driver_check::recall(driver_choice const& choice, text_effects const& text, extent which) {
  driver_result result;
  runner_.recall([&] { result = run(choice, text, which); });
  return result;
}

driver_result driver_check::run(driver_choice const& choice, text_effects const& text, extent which) {
  auto const& config = *choice.config;
  auto const before = on_->cost.critical_path;
  auto own = scenarios_of(config, which);
  auto const alone = on_->cost.critical_path - before;
  auto all = scenarios_of_text(for_versions(config, text));
  all.insert(all.end(), own.begin(), own.end());
  auto const works = [](scenario_result const& s) { return s.outcome == outcome::works; };
  if (found_ != nullptr && std::all_of(all.begin(), all.end(), works)) {
    auto const told = scenarios_of_settings(config, text, *found_);
    all.insert(all.end(), told.begin(), told.end());
  }
  if (found_ != nullptr) {
    if (auto told = scenario_of_give_back(config, *found_)) all.push_back(std::move(*told));
    if (auto told = scenario_of_eviction(choice, *found_)) all.push_back(std::move(*told));
  }
  auto result = summed_up(result_of(choice), std::move(all));
  result.critical_path = together_ + alone;
  return result;
}

}  // namespace poolprobe
