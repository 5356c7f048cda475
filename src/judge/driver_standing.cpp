#include "judge/driver_standing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "drivers/engine/driver_config.hpp"
#include "drivers/engine/package_version.hpp"
#include "model/driver_words.hpp"

namespace poolprobe {
namespace {

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

/// Whether the versions of `older` are all those that lie before the versions of `newest`.
bool all_before(std::vector<version_span> const& older, std::vector<version_span> const& newest) {
  return std::equal(older.begin(), older.end(), newest.begin(), newest.end(),
                    [](version_span const& a, version_span const& b) {
                      return a.package == b.package && a.from.empty() && a.before == b.from;
                    });
}

/// "older ones", where that is all that lies before the first versions; else the versions.
std::string versions(driver_standing const& one, driver_standing const& first) {
  if (one.of->holds_for.empty()) return "other versions";
  if (&one != &first && all_before(one.of->holds_for, first.of->holds_for)) return "older ones";
  return words_of(one.of->holds_for);
}

/// A version for which the result is valid.
std::string example(version_span const& range) {
  if (auto const older = example_before(range.before); !older.empty()) return older;
  return range.from.empty() ? "VERSION" : range.from;
}

/// The versions to name, as an example: of one package the last result's, of several each one's first.
std::string example(driver_generations const& all) {
  std::vector<version_span> named;
  for (auto const& one : all) {
    for (auto const& range : one.of->holds_for) {
      if (std::none_of(named.begin(), named.end(), [&](auto const& n) { return n.package == range.package; }))
        named.push_back(range);
    }
  }
  if (named.size() <= 1) {
    for (auto const& one : all) {
      if (!one.of->holds_for.empty()) named = one.of->holds_for;
    }
  }
  std::vector<std::string> texts;
  for (auto const& range : named) texts.push_back(fmt::format("{}={}", range.package, example(range)));
  return fmt::format("{}", fmt::join(texts, ","));
}

}  // namespace

std::string sentence_of(driver_result const& d) { return fmt::format("{}: {}", name_of(d), d.summary); }

std::string sentence_of(driver_result const& d, feature_result const& f) {
  return fmt::format("{}, {}", name_of(d), in_short(f));
}

std::vector<driver_generations> driver_standings(run_record const& run, life_requirements const& life) {
  std::vector<driver_generations> all;
  auto const family = [](driver_result const& d) { return d.generation_of.value_or(d.config); };
  for (auto const& d : run.drivers) {
    if (!d.required) continue;
    auto const known = std::find_if(all.begin(), all.end(), [&](driver_generations const& other) {
      auto const& first = *other.front().of;
      return first.driver == d.driver && family(first) == family(d);
    });
    auto& one = (known == all.end() ? all.emplace_back() : *known).emplace_back();
    one.of = &d;
    if (d.outcome != outcome::works)
      (is_failure(d.outcome) ? one.broken : one.open).push_back(sentence_of(d));
    if (life.errors) add_errors(one);
    if (life.cursors) add_features(one, word(feature_group::cursors));
    if (life.batches) add_features(one, word(feature_group::batches));
  }
  return all;
}

bool results_differ(driver_generations const& all) {
  return std::any_of(all.begin(), all.end(), [&all](driver_standing const& one) {
    return one.works() != all.front().works() || one.broken.empty() != all.front().broken.empty();
  });
}

std::string version_sentence(driver_generations const& all) {
  std::string text;
  for (auto const& one : all)
    text +=
        fmt::format("{}{} with {}", text.empty() ? "" : ", ", outcome_text(one), versions(one, all.front()));
  return fmt::format("{}: name yours, --driver {}@{}", text, id_of(*all.front().of), example(all));
}

}  // namespace poolprobe
