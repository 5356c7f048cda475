#include "driver_check/scenario_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "model/driver_words.hpp"

namespace poolprobe {
namespace {

std::string what(scenario_result const& s) {
  if (s.outcome == outcome::loses)
    return s.sqlstate ? fmt::format("a lost commit after {}", *s.sqlstate) : "a lost commit";
  if (s.outcome == outcome::wrong_answer) return "wrong answer";
  if (s.observed.starts_with("no answer to Flush")) return "no answer, so that it hangs";
  return s.sqlstate.value_or("an error");
}

bool is_bad(scenario_result const& s) { return is_failure(s.outcome); }

bool refused_login(std::vector<scenario_result> const& scenarios) {
  auto const before = [](scenario_result const& s) {
    return s.scenario == scenario_kind::login || s.scenario == scenario_kind::start;
  };
  return !scenarios.empty() && before(scenarios.front()) && is_bad(scenarios.front());
}

/// The scenario among those that ends after the fewest executions; null where there is none.
template <class Fits>
scenario_result const* earliest(std::vector<scenario_result> const& scenarios, Fits const& fits) {
  scenario_result const* first = nullptr;
  for (auto const& s : scenarios) {
    if (fits(s) && (first == nullptr || s.executions < first->executions)) first = &s;
  }
  return first;
}

std::string when(scenario_result const& s, bool first) {
  if (s.scenario == scenario_kind::block) return " where a transaction block begins";
  if (s.scenario == scenario_kind::query) return " for a simple query";
  if (s.scenario == scenario_kind::released) return " when a prepared statement is dropped";
  if (s.scenario == scenario_kind::dropped_inside && s.sqlstate == "25P02")
    return " at the next query of the transaction";
  if (s.executions == 0) return " when it connects";
  return fmt::format(" at {}{}", first ? "execution " : "", s.executions);
}

/// The errors in the order of executions, each kind once: "42P05 at execution 1, 26000 at 2".
std::string all_words(std::vector<scenario_result> scenarios) {
  std::stable_sort(scenarios.begin(), scenarios.end(),
                   [](auto const& a, auto const& b) { return a.executions < b.executions; });
  std::string text;
  std::set<std::string> told;
  for (auto const& s : scenarios) {
    if (!is_bad(s) || !told.insert(what(s)).second) continue;
    text += (text.empty() ? "" : ", ") + what(s) + when(s, text.find("execution") == std::string::npos);
  }
  return text;
}

std::string reason(std::vector<scenario_result> const& scenarios, outcome of) {
  auto const found =
      std::find_if(scenarios.begin(), scenarios.end(), [of](auto const& s) { return s.outcome == of; });
  return found == scenarios.end() ? "nothing was simulated" : found->observed;
}

std::string login_words(scenario_result const& s) {
  if (s.scenario == scenario_kind::start) return s.observed;
  return fmt::format("{} at login: {}", s.sqlstate.value_or("refused"), s.observed);
}

/// What would happen if the login were not refused.
std::string beyond_login(std::vector<scenario_result> const& scenarios) {
  if (scenarios.size() < 2) return {};
  auto const rest = all_words({scenarios.begin() + 1, scenarios.end()});
  auto const otherwise = scenarios.front().scenario == scenario_kind::login
                             ? "if the pooler ignored that parameter"
                             : "without that";
  return rest.empty() ? fmt::format("; {}, it works", otherwise)
                      : fmt::format("; {}, it meets {}", otherwise, rest);
}

/// "works, with a caveat: 08P01 where ...", for a driver that works.
std::string works_words(driver_result const& of, std::vector<scenario_result> const& scenarios) {
  std::string text = "works";
  if (std::any_of(scenarios.begin(), scenarios.end(), [](auto const& s) { return s.tried_again; }))
    text += ", by its own second try after an error";
  std::string caveats;
  for (auto const& one : of.caveats) caveats += (caveats.empty() ? "" : "; ") + words_of(one);
  if (caveats.empty()) return text;
  return text +
         (of.caveats.size() == 1 ? ", with a caveat: "
                                 : fmt::format(", with {} caveats: ", of.caveats.size())) +
         caveats;
}

std::string summary(driver_result const& of, std::vector<scenario_result> const& scenarios) {
  switch (of.outcome) {
    case outcome::works:
      return works_words(of, scenarios);
    case outcome::unknown:
    case outcome::skipped:
      return reason(scenarios, of.outcome);
    default:
      if (auto const* first = earliest(scenarios, is_bad); first->scenario == scenario_kind::setting)
        return first->observed;
      return refused_login(scenarios) ? login_words(scenarios.front()) + beyond_login(scenarios)
                                      : all_words(scenarios);
  }
}

using weight = scenario_result::weight;

/// A lost commit and a wrong answer always count, whatever scenario they occur in.
bool counts_for_verdict(scenario_result const& s) {
  return s.counts_for == weight::verdict ||
         (s.counts_for == weight::caveat && s.outcome >= outcome::wrong_answer);
}

/// The caveat, with the probe that shows the same and a general fix, which a configuration that works
/// replaces.
driver_caveat caveat_of(scenario_result const& s) {
  driver_caveat result;
  result.sqlstate = s.sqlstate;
  auto const met = s.sqlstate.value_or("an error");
  if (s.scenario == scenario_kind::refused) {
    result.code = "PP107";
    result.summary = fmt::format("{} where a query that the server has refused is sent again", met);
    result.fix = "no named statements, or a driver that never parses a name again after an error";
  } else if (s.scenario == scenario_kind::setting) {
    result.code = "PP111";
    result.summary = s.observed;
    result.fix =
        "no reset when a connection is given back (Npgsql: No Reset On Close=true; Slonik: resetConnection), "
        "or PgBouncer 1.22 or later that keeps track of prepared statements";
  } else if (s.scenario == scenario_kind::evicted) {
    result.code = "PP113";
    result.summary = s.observed;
    result.fix =
        "PgBouncer 1.26 or later as the pooler that is nearest to the server, or no named statements";
  } else {
    result.summary = fmt::format("{} after a query that failed inside a transaction", met);
    result.fix = "no named statements";
  }
  return result;
}

feature_result feature_of(scenario_result const& s) {
  return {s.feature, s.use, s.outcome, s.sqlstate, s.outcome == outcome::works ? "works" : s.observed, false};
}

std::vector<std::string> all_sqlstates(std::vector<scenario_result> const& scenarios) {
  std::set<std::string> met;
  for (auto const& s : scenarios) {
    if (s.sqlstate && is_bad(s)) met.insert(*s.sqlstate);
  }
  return {met.begin(), met.end()};
}

}  // namespace

std::string words_after_login(std::vector<scenario_result> scenarios) {
  std::erase_if(scenarios,
                [](auto const& s) { return s.scenario == scenario_kind::login || !counts_for_verdict(s); });
  return all_words(std::move(scenarios));
}

driver_result summed_up(driver_result of, std::vector<scenario_result> scenarios) {
  of.sqlstates = all_sqlstates(scenarios);
  for (auto const& s : scenarios) {
    if (s.counts_for == weight::caveat && is_bad(s) && !counts_for_verdict(s))
      of.caveats.push_back(caveat_of(s));
    if (s.counts_for == weight::feature) of.features.push_back(feature_of(s));
  }
  auto const told = scenarios;
  std::erase_if(scenarios, [](auto const& s) { return !counts_for_verdict(s); });
  of.outcome = refused_login(scenarios)
                   ? outcome::breaks
                   : gravest(scenarios, [](scenario_result const& s) { return s.outcome; });
  if (auto const* first = earliest(scenarios, [](auto const& s) { return is_bad(s) && s.sqlstate; })) {
    of.sqlstate = first->sqlstate;
  }
  if (auto const* first = earliest(scenarios, is_bad)) of.executions = first->executions;
  of.summary = summary(of, scenarios);
  of.scenarios = told;
  return of;
}

}  // namespace poolprobe
