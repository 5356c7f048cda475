#include "judge/driver_standing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "drivers/engine/driver_config.hpp"
#include "drivers/engine/package_version.hpp"
#include "model/driver_words.hpp"

namespace poolprobe {
namespace {

std::string id_of(driver_result const& d) { return d.config.empty() ? d.driver : d.driver + ":" + d.config; }

std::string name_of(driver_result const& d) {
  return fmt::format("driver {}{}", id_of(d), version_remark(d));
}

void add_errors(driver_standing& to) {
  for (auto const& one : to.of->caveats)
    to.broken.push_back(fmt::format("{}: {}", name_of(*to.of), words_of(one)));
  for (auto const& s : to.of->scenarios) {
    auto const untold = s.outcome == outcome::unknown || s.outcome == outcome::skipped;
    if (untold && s.counts_for == scenario_result::weight::caveat)
      to.open.push_back(fmt::format("{}, after an error: {}", name_of(*to.of), s.observed));
  }
}

void add_features(driver_standing& to, std::string_view group) {
  bool any = false;
  for (auto const& one : to.of->features) {
    if (one.group != group) continue;
    any = true;
    if (one.outcome != outcome::works)
      (is_failure(one.outcome) ? to.broken : to.open).push_back(sentence_of(*to.of, one));
  }
  if (!any) to.open.push_back(fmt::format("{}: nothing is known of its {}", name_of(*to.of), group));
}

/// In one word, for a comparison of generations.
std::string_view outcome_text(driver_standing const& one) {
  if (one.works()) return "works";
  if (one.broken.empty()) return "could not be told";
  if (one.of->outcome == outcome::loses) return "loses commits";
  return one.of->outcome == outcome::wrong_answer ? "gives wrong answers" : "breaks";
}

/// "older ones", where that is all that lies before the first range; else the range.
std::string versions(driver_standing const& one, driver_standing const& first) {
  if (one.of->holds_for.empty()) return "other versions";
  auto const& range = one.of->holds_for.front();
  if (!first.of->holds_for.empty()) {
    auto const& newest = first.of->holds_for.front();
    if (&range != &newest && range.package == newest.package && range.from.empty() &&
        range.before == newest.from)
      return "older ones";
  }
  return words_of(range);
}

/// A version for which the result is valid.
std::string example(version_span const& range) {
  if (auto const older = example_before(range.before); !older.empty()) return older;
  return range.from.empty() ? "VERSION" : range.from;
}

}  // namespace

std::string sentence_of(driver_result const& d) { return fmt::format("{}: {}", name_of(d), d.summary); }

std::string sentence_of(driver_result const& d, feature_result const& f) {
  return fmt::format("{}, {}", name_of(d), words_of(f));
}

std::vector<driver_standing> driver_standings(run_record const& run, life_requirements const& life) {
  std::vector<driver_standing> all;
  for (auto const& d : run.drivers) {
    if (!d.required) continue;
    auto& one = all.emplace_back();
    one.of = &d;
    if (d.outcome != outcome::works)
      (is_failure(d.outcome) ? one.broken : one.open).push_back(sentence_of(d));
    if (life.errors) add_errors(one);
    if (life.cursors) add_features(one, word(feature_group::cursors));
    if (life.batches) add_features(one, word(feature_group::batches));
  }
  return all;
}

bool results_differ(std::vector<driver_standing> const& all) {
  return std::any_of(all.begin(), all.end(), [&all](driver_standing const& one) {
    return one.works() != all.front().works() || one.broken.empty() != all.front().broken.empty();
  });
}

std::string version_sentence(std::vector<driver_standing> const& all) {
  std::string text;
  version_span named;
  for (auto const& one : all) {
    text +=
        fmt::format("{}{} with {}", text.empty() ? "" : ", ", outcome_text(one), versions(one, all.front()));
    if (!one.of->holds_for.empty()) named = one.of->holds_for.front();
  }
  return fmt::format("{}: name yours, --driver {}@{}={}", text, id_of(*all.front().of), named.package,
                     example(named));
}

}  // namespace poolprobe
