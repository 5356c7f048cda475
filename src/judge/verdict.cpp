#include "judge/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "drivers/engine/driver_config.hpp"
#include "judge/driver_standing.hpp"
#include "model/outcome_words.hpp"

namespace poolprobe {
namespace {

using sentences = std::vector<std::string>;

/// "PP101 prepared/duplicate-name: breaks (42P05)"
std::string reason(finding const& f) {
  auto text = f.code + " " + f.id + ": " + std::string(words_of(f.outcome).spoken);
  return f.sqlstate ? text + " (" + *f.sqlstate + ")" : text;
}

/// Why it is not known.
std::string open_reason(finding const& f) {
  return f.summary.empty() ? reason(f) : reason(f) + ": " + f.summary;
}

finding const* find(run_record const& run, std::string const& code) {
  auto const found = std::find_if(run.findings.begin(), run.findings.end(),
                                  [&code](finding const& f) { return f.code == code; });
  return found == run.findings.end() ? nullptr : &*found;
}

void add(sentences& to, sentences const& more) { to.insert(to.end(), more.begin(), more.end()); }

struct observed {
  sentences broken, open;
};

/// Where generations of the driver have different results, the first reason must be that a version is needed.
void add_driver(driver_generations const& all, observed& to) {
  if (results_differ(all)) {
    to.open.push_back(version_sentence(all));
    return;
  }
  for (auto const& one : all) {
    add(to.broken, one.broken);
    add(to.open, one.open);
  }
}

void add_findings(run_record const& run, requirements const& required, observed& to) {
  for (auto const& code : required) {
    auto const* f = find(run, code);
    if (f == nullptr) {
      to.open.push_back(code + ": not observed");
    } else if (is_failure(f->outcome)) {
      to.broken.push_back(reason(*f));
    } else if (f->outcome != outcome::works) {
      to.open.push_back(open_reason(*f));
    }
  }
}

/// The caveats of a working driver, where they are not required anyway.
sentences caveats_of(driver_generations const& all) {
  sentences told;
  for (auto const& one : all) {
    auto const& caveats = one.of->caveats;
    if (one.of->outcome == outcome::works && !caveats.empty() && !caveats.front().required)
      told.push_back(sentence_of(*one.of));
  }
  return told;
}

/// Features that break or are unknown, where they are not required anyway.
sentences features_of(driver_generations const& all) {
  sentences told;
  for (auto const& one : all) {
    for (auto const& f : one.of->features) {
      if (f.outcome != outcome::works && one.of->outcome == outcome::works)
        told.push_back(sentence_of(*one.of, f));
    }
  }
  return told;
}

/// Each once; required ones are reported already.
sentences with_notes(sentences reasons, std::vector<driver_generations> const& drivers) {
  for (auto const& all : drivers) {
    for (auto const& notes : {caveats_of(all), features_of(all)}) {
      for (auto const& note : notes) {
        if (std::find(reasons.begin(), reasons.end(), note) == reasons.end()) reasons.push_back(note);
      }
    }
  }
  return reasons;
}

/// Where statements survive because their client is never moved: what that costs. Empty where it is not so.
std::string pinning_reason(pooler_info const& pooler) {
  auto const by_parse =
      std::find(pooler.pinned_by.begin(), pooler.pinned_by.end(), "Parse") != pooler.pinned_by.end();
  return by_parse
             ? "each client has a server connection of its own from its first Parse on, so the pool is used "
               "up by as many clients"
             : "";
}

verdict compatible(pooler_info const& pooler, std::vector<driver_generations> const& all,
                   requirements const& required) {
  sentences reasons;
  if (auto pinned = pinning_reason(pooler); !pinned.empty()) reasons.push_back(std::move(pinned));
  for (auto const& one : all) add(reasons, caveats_of(one));
  reasons.push_back(fmt::format("required: {}", fmt::join(required, ", ")));
  for (auto const& generations : all) {
    for (auto const& one : generations) {
      if (one.of->caveats.empty()) reasons.push_back(sentence_of(*one.of));
    }
  }
  return {verdict_status::compatible, exit_code::compatible, with_notes(std::move(reasons), all)};
}

/// Of drivers that were compared and none required: those that do not work as they come. They leave the
/// verdict open, as it must not call the list compatible.
std::string listed_failures(run_record const& run) {
  sentences seen, broken;
  for (auto const& d : run.drivers) {
    if (d.required) return {};
    if (std::find(seen.begin(), seen.end(), d.driver) != seen.end()) continue;
    seen.push_back(d.driver);
    if (is_failure(d.outcome)) broken.push_back(d.driver);
  }
  if (broken.empty()) return {};
  return fmt::format(
      "no driver was required, and {} of {} do not work as they come; --require-driver names yours",
      broken.size(), seen.size());
}

verdict conclude(run_record const& run, requirements const& required, life_requirements const& life) {
  auto const drivers = driver_standings(run, life);
  observed seen;
  for (auto const& one : drivers) add_driver(one, seen);
  add_findings(run, required, seen);
  auto const differing = std::find_if(drivers.begin(), drivers.end(), results_differ);
  if (required.empty() && differing == drivers.end()) seen.open.emplace_back("nothing was required");
  if (auto const& differ = run.pooler.processes_differ; !differ.empty() && run.pooler.processes_judged < 2)
    seen.open.push_back(differ + ": check each of them at its own address");
  if (auto const& bound = run.cost.bound_reached; !bound.empty())
    seen.open.push_back(fmt::format("the run reached its bound of {}; the rest was not observed", bound));
  if (!seen.broken.empty()) {
    if (differing != drivers.end()) seen.broken.push_back(version_sentence(*differing));
    return {verdict_status::incompatible, exit_code::incompatible,
            with_notes(std::move(seen.broken), drivers)};
  }
  if (auto listed = listed_failures(run); !listed.empty()) seen.open.push_back(std::move(listed));
  if (!seen.open.empty())
    return {verdict_status::inconclusive, exit_code::inconclusive, with_notes(std::move(seen.open), drivers)};
  return compatible(run.pooler, drivers, required);
}

/// Marks the caveats and features of the required drivers that are required.
void mark(driver_result& d, life_requirements const& life) {
  for (auto& one : d.caveats) one.required = d.required && life.errors;
  for (auto& one : d.features) {
    auto const wanted = (one.group == word(feature_group::cursors) && life.cursors) ||
                        (one.group == word(feature_group::batches) && life.batches);
    one.required = d.required && wanted;
  }
}

}  // namespace

run_record judge(run_record run, requirements const& required, life_requirements const& life) {
  for (auto& f : run.findings) {
    f.required = std::find(required.begin(), required.end(), f.code) != required.end();
  }
  for (auto& d : run.drivers) mark(d, life);
  run.verdict = conclude(run, required, life);
  return run;
}

bool needs_a_version(run_record const& run, life_requirements const& life) {
  auto const drivers = driver_standings(run, life);
  return std::any_of(drivers.begin(), drivers.end(), results_differ);
}

verdict interrupted_verdict() {
  return {
      verdict_status::inconclusive, exit_code::interrupted, {"interrupted before everything was observed"}};
}

}  // namespace poolprobe
