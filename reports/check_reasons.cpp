#include "reports/check_reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "model/driver_words.hpp"
#include "model/outcome_words.hpp"
#include "reports/report_words.hpp"
#include "reports/verdict_headline.hpp"

namespace poolprobe {
namespace {

using reasons = std::vector<check_reason>;

struct error_words {
  std::string_view sqlstate, words;
  std::string_view in_short;  ///< for the row of a list
};
/// What the errors of a driver mean that was moved to another server connection.
constexpr std::array known_errors{
    error_words{"42P05", "another process already uses the statement name", "name already in use"},
    error_words{"26000", "another server connection lacks the statement", "statement gone"},
    error_words{"34000", "another server connection lacks the cursor", "cursor gone"},
    error_words{"25P02", "its transaction has failed before that", "transaction failed"},
};

bool at_connect(scenario_kind kind) {
  return kind == scenario_kind::login || kind == scenario_kind::start || kind == scenario_kind::setting;
}

bool drops_statement(scenario_kind kind) {
  return kind == scenario_kind::released || kind == scenario_kind::dropped_inside;
}

/// What was refused: "extra_float_digits=2".
std::string refused(scenario_result const& s) {
  constexpr std::string_view end = " is refused";
  return s.observed.ends_with(end) ? s.observed.substr(0, s.observed.size() - end.size()) : s.observed;
}

std::string what(scenario_result const& s) {
  if (s.outcome == outcome::loses)
    return "COMMIT is reported as done, and nothing of the transaction is kept";
  if (at_connect(s.scenario))
    return s.scenario == scenario_kind::login ? "refused at login: " + refused(s) : s.observed;
  if (s.outcome == outcome::wrong_answer) return "another client's statement answers, without any error";
  if (drops_statement(s.scenario) && s.sqlstate == "26000")
    return "a statement to drop is on another server connection";
  auto const known = std::find_if(known_errors.begin(), known_errors.end(),
                                  [&](error_words const& row) { return s.sqlstate == row.sqlstate; });
  return known == known_errors.end() ? s.observed : std::string(known->words);
}

/// " (42P05, execution 1)"
std::string where(std::optional<std::string> const& sqlstate, int executions, std::string_view code = {}) {
  std::string text;
  auto const add = [&text](std::string_view more) { text.append(text.empty() ? " (" : ", ").append(more); };
  if (sqlstate) add(*sqlstate);
  if (executions > 0) add(fmt::format("execution {}", executions));
  if (!code.empty()) add(code);
  return text.empty() ? text : text + ")";
}

void add(reasons& to, check_reason one) {
  auto const same = [&one](check_reason const& other) { return other.text == one.text; };
  if (std::none_of(to.begin(), to.end(), same)) to.push_back(std::move(one));
}

/// A reason without the execution and the SQLSTATE.
std::string kind_of(check_reason const& one) {
  return one.text.substr(0, std::min(one.text.rfind(" ("), one.text.size()));
}

bool has_kind(reasons const& all, std::string const& kind) {
  return std::any_of(all.begin(), all.end(), [&kind](auto const& other) { return kind_of(other) == kind; });
}

bool counts(scenario_result const& s) {
  return s.counts_for == scenario_result::weight::verdict || s.outcome >= outcome::wrong_answer;
}

/// The failures of a driver, in the order of executions.
std::vector<scenario_result const*> failures_of(driver_result const& r) {
  std::vector<scenario_result const*> bad;
  for (auto const& s : r.scenarios) {
    if (is_failure(s.outcome) && counts(s) && s.scenario != scenario_kind::feature) bad.push_back(&s);
  }
  std::stable_sort(bad.begin(), bad.end(),
                   [](auto const* a, auto const* b) { return a->executions < b->executions; });
  return bad;
}

std::string in_words(scenario_result const& s) { return what(s) + where(s.sqlstate, s.executions); }

/// A record without the driver's scenarios has its summary.
void add_failures(reasons& to, driver_result const& r) {
  auto const bad = failures_of(r);
  // An aborted transaction only follows from what went wrong before.
  auto const is_cause = [](scenario_result const* s) { return s->sqlstate != "25P02"; };
  auto const has_cause = std::any_of(bad.begin(), bad.end(), is_cause);
  for (auto const* s : bad) {
    if (has_cause && !is_cause(s)) continue;
    check_reason const one{s->outcome, in_words(*s)};
    if (!has_kind(to, kind_of(one))) to.push_back(one);  // the same later on is no news
  }
  if (bad.empty()) add(to, {r.outcome, r.summary});
}

/// What is required of a driver besides its queries.
void add_life(reasons& to, driver_result const& r) {
  for (auto const& c : r.caveats) {
    if (c.required) add(to, {outcome::breaks, fmt::format("{}: {}", id_of(r), words_of(c))});
  }
  for (auto const& f : r.features) {
    if (f.required && f.outcome != outcome::works)
      add(to, {f.outcome, fmt::format("{}, {}", id_of(r), in_short(f))});
  }
}

bool is_driver_broken(run_record const& run) {
  return std::any_of(run.drivers.begin(), run.drivers.end(),
                     [](driver_result const& r) { return r.required && is_failure(r.outcome); });
}

/// Whether a required driver does not get through the login for a startup parameter of that name.
bool is_refused_at_login(run_record const& run, std::string const& parameter) {
  return std::any_of(run.drivers.begin(), run.drivers.end(), [&](driver_result const& r) {
    return r.required && std::any_of(r.scenarios.begin(), r.scenarios.end(), [&](scenario_result const& s) {
             return is_failure(s.outcome) && s.scenario == scenario_kind::login &&
                    refused(s).starts_with(parameter + "=");
           });
  });
}

/// Whether a required driver that breaks already says what this finding says.
bool is_confirming(run_record const& run, finding const& f) {
  if (!is_failure(f.outcome) || !f.required) return false;
  return (f.group == "prepared" && is_driver_broken(run)) ||
         (f.group == "startup" && is_refused_at_login(run, feature_words(f)));
}

/// Findings without a result, those with the same reason together.
void add_open(reasons& to, run_record const& run) {
  for (auto const& f : run.findings) {
    if (!f.required || f.outcome == outcome::works || is_failure(f.outcome)) continue;
    std::string codes;
    for (auto const& other : run.findings) {
      if (other.required && other.outcome == f.outcome && other.summary == f.summary)
        codes += (codes.empty() ? "" : ", ") + other.code;
    }
    auto const text = (f.outcome == outcome::skipped ? "" : "could not tell: ") + f.summary;
    // A driver may have the same reason.
    std::erase_if(to, [&text](check_reason const& one) { return one.text == text; });
    add(to, {f.outcome, fmt::format("{} ({})", text, codes)});
  }
}

reasons reasons_of(driver_result const& r) {
  reasons all;
  if (is_failure(r.outcome)) {
    add_failures(all, r);
  } else if (r.outcome != outcome::works) {
    add(all, {r.outcome, (r.outcome == outcome::unknown ? "could not tell: " : "") + r.summary});
  }
  add_life(all, r);
  return all;
}

/// What the drivers need, and what the verdict on a text alone says.
reasons offline_reasons(run_record const& run) {
  reasons all;
  for (auto const& r : run.drivers) {
    if (r.required && !is_failure(r.outcome)) add(all, {r.outcome, id_of(r) + ": " + r.summary});
  }
  for (auto const& reason : run.verdict.reasons) add(all, {outcome::unknown, reason});
  return all;
}

/// Whether the run never began: then the first reason is why, and the others are what to do.
bool is_hint(run_record const& run) { return run.verdict.exit_code == exit_code::no_connection; }

/// What is true of all generations of a driver is said once, of them all.
void add_drivers(reasons& to, run_record const& run) {
  auto const drivers = judged_drivers(run);
  for (auto const& one : drivers) {
    for (auto const* r : one.generations) {
      for (auto reason : reasons_of(*r)) {
        auto const has = [&](driver_result const* other) {
          return has_kind(reasons_of(*other), kind_of(reason));
        };
        // Generations differ in when it happens; the newest that has it says it for all.
        if (r != *std::find_if(one.generations.begin(), one.generations.end(), has)) continue;
        reason.text = one.owners(has, drivers.size() > 1) + reason.text;
        add(to, std::move(reason));
      }
    }
  }
}

/// Whether one of them says the same, perhaps with less that goes before it.
bool has_fix(std::vector<check_fix> const& all, std::string const& text) {
  return std::any_of(all.begin(), all.end(),
                     [&text](check_fix const& one) { return text.ends_with(one.text); });
}

/// A driver's own fix.
void add_driver_fixes(std::vector<check_fix>& to, run_record const& run) {
  auto const drivers = judged_drivers(run);
  for (auto const& one : drivers) {
    for (auto const* r : one.generations) {
      if (!is_failure(r->outcome) || r->fix.empty()) continue;
      auto const whose = drivers.size() > 1 ? id_of(*r) + ": " : std::string();
      if (!has_fix(to, whose + r->fix)) to.push_back({whose + r->fix, r->fix_verified});
    }
  }
}

/// A fix of a probe; what it says of drivers' settings is of no use where one is named, and a name is where
/// none is.
std::string of_probe(std::string const& fix, bool has_driver) {
  if (!fix.starts_with("driver: ")) return fix;
  if (!has_driver && !fix.starts_with("driver: switch named")) return fix;
  return has_driver ? std::string() : "driver: a setting, which --driver NAME finds and tries here";
}

}  // namespace

std::string driver_reason(driver_result const& r) {
  auto const bad = failures_of(r);
  if (bad.empty()) return r.summary;
  auto const gravest_one = std::max_element(
      bad.begin(), bad.end(), [](auto const* a, auto const* b) { return a->outcome < b->outcome; });
  return in_words(r.outcome > outcome::breaks ? **gravest_one : *bad.front());
}

std::string driver_reason_in_short(driver_result const& r) {
  if (r.outcome > outcome::breaks) return std::string(words_of(r.outcome).spoken);
  auto const bad = failures_of(r);
  if (bad.empty()) return r.summary;
  auto const& first = *bad.front();
  if (at_connect(first.scenario)) return what(first);
  for (auto const& row : known_errors) {
    if (first.sqlstate == row.sqlstate) return fmt::format("{} ({})", row.in_short, row.sqlstate);
  }
  return in_words(first);
}

std::vector<check_reason> check_reasons(run_record const& run) {
  reasons all;
  if (run.offline) return offline_reasons(run);
  if (is_hint(run)) {
    if (auto words = why_not_connected(run).words; !words.empty())
      all.push_back({outcome::breaks, std::move(words)});
    return all;
  }
  add_drivers(all, run);
  for (auto const& f : run.findings) {
    if (f.required && is_failure(f.outcome) && !is_confirming(run, f))
      add(all, {f.outcome, f.summary + where(f.sqlstate, 0, f.code)});
  }
  if (run.verdict.exit_code != exit_code::incompatible) add_open(all, run);
  if (!all.empty() || run.verdict.exit_code == exit_code::compatible) return all;
  for (auto const& reason : run.verdict.reasons) add(all, {outcome::unknown, reason});
  return all;
}

std::string without_remark(std::string const& fix) {
  if (!fix.ends_with(')')) return fix;
  int open = 0;
  for (auto at = fix.size(); at-- > 1;) {
    open += fix[at] == ')' ? 1 : fix[at] == '(' ? -1 : 0;
    if (open == 0) return fix[at - 1] == ' ' ? fix.substr(0, at - 1) : fix;
  }
  return fix;
}

std::string without_consequences(std::string const& fix) {
  constexpr std::string_view caveat = ", which works, with a caveat", alone = ": that alone leaves";
  auto const at = std::min(fix.find(alone), fix.size());
  auto const told = fix.find(caveat);
  return told == fix.npos ? fix.substr(0, at) : fix.substr(0, told + caveat.size());
}

std::vector<std::string> confirming_probes(run_record const& run) {
  std::vector<std::string> codes;
  for (auto const& f : run.findings) {
    if (is_confirming(run, f)) codes.push_back(f.code);
  }
  return codes;
}

std::vector<check_fix> check_fixes(run_record const& run) {
  std::vector<check_fix> all;
  if (is_hint(run)) {
    for (std::size_t i = 1; i < run.verdict.reasons.size(); ++i)
      all.push_back({run.verdict.reasons[i], false});
    return all;
  }
  add_driver_fixes(all, run);
  auto const has_driver =
      std::any_of(run.drivers.begin(), run.drivers.end(), [](driver_result const& r) { return r.required; });
  for (auto const& f : run.findings) {
    if (!f.required || f.outcome == outcome::works) continue;
    for (auto const& fix : f.fixes) {
      auto text = of_probe(fix, has_driver);
      if (!text.empty() && !has_fix(all, text)) all.push_back({std::move(text), false});
    }
  }
  auto const is_open = std::any_of(run.findings.begin(), run.findings.end(), [](finding const& f) {
    return f.required && f.outcome == outcome::unknown;
  });
  if (all.empty() && is_open && run.verdict.exit_code == exit_code::inconclusive)
    all.push_back({"check at a quiet time, and a pool of two server connections or more", false});
  return all;
}

}  // namespace poolprobe
