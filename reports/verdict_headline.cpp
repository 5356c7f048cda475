#include "reports/verdict_headline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/driver_words.hpp"
#include "reports/check_reasons.hpp"
#include "reports/report_words.hpp"

namespace poolprobe {
namespace {

using words = std::vector<std::string>;

std::string joined(words const& all) {
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i)
    text += (i == 0 ? "" : i + 1 == all.size() ? " and " : ", ") + all[i];
  return text;
}

/// What the required findings that `fits` are about, each once.
template <class Fits>
words features_of(run_record const& run, Fits const& fits) {
  words all;
  for (auto const& f : run.findings) {
    if (!f.required || !fits(f)) continue;
    auto name = f.code == "PP101" ? std::string("named prepared statements") : feature_words(f);
    if (f.group == "startup") name += " at login";
    if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(std::move(name));
  }
  return all;
}

/// Of what no driver needs by itself.
bool is_extra(finding const& f) { return f.group == "session"; }

template <class Fits>
words names_of(std::vector<judged_driver> const& drivers, Fits const& fits) {
  words names;
  for (auto const& one : drivers) {
    if (fits(one)) names.push_back(one.name());
  }
  return names;
}

/// What the required drivers do not survive after an error, or with a feature, where that is required.
words broken_lives(std::vector<judged_driver> const& drivers) {
  words all;
  for (auto const& one : drivers) {
    for (auto const* r : one.generations) {
      for (auto const& c : r->caveats) {
        if (c.required) all.push_back(one.name() + " after an error");
      }
      for (auto const& f : r->features) {
        if (f.required && is_failure(f.outcome)) all.push_back(fmt::format("{} using {}", one.name(), f.use));
      }
    }
  }
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

/// What else the verdict does not cover.
std::string unnamed(run_record const& run) { return run.target.driver ? "" : "; no driver was named"; }

/// Whether it breaks in something that is required.
bool is_broken(driver_result const& r) {
  auto const bad_feature = [](feature_result const& f) { return f.required && is_failure(f.outcome); };
  return is_failure(r.outcome) || (!r.caveats.empty() && r.caveats.front().required) ||
         std::any_of(r.features.begin(), r.features.end(), bad_feature);
}

bool is_open(driver_result const& r) { return r.outcome != outcome::works && !is_failure(r.outcome); }

std::string compatible_line(run_record const& run, std::vector<judged_driver> const& drivers) {
  auto const direct = run.pooler.present == certainty::no;
  if (drivers.empty() && direct) return ": no pooler here, this is PostgreSQL itself" + unnamed(run);
  auto all = drivers.empty() ? features_of(run, [](finding const&) { return true; })
                             : names_of(drivers, [](judged_driver const&) { return true; });
  if (!drivers.empty()) {
    auto const more = features_of(run, is_extra);
    all.insert(all.end(), more.begin(), more.end());
  }
  auto text = " with " + joined(all);
  if (std::any_of(drivers.begin(), drivers.end(), [](auto const& one) { return one.has_caveat(); }))
    text += ": works, with a caveat";
  if (drivers.empty()) text += unnamed(run);
  return direct ? text + "; no pooler here, this is PostgreSQL itself" : text;
}

/// Empty where nothing that is required was seen to break.
std::string incompatible_line(run_record const& run, std::vector<judged_driver> const& drivers) {
  auto all = names_of(drivers, [](judged_driver const& one) { return one.breaks(); });
  auto const only_extra = !all.empty();
  auto const features = features_of(
      run, [only_extra](finding const& f) { return is_failure(f.outcome) && (!only_extra || is_extra(f)); });
  auto const lives = broken_lives(drivers);
  all.insert(all.end(), features.begin(), features.end());
  all.insert(all.end(), lives.begin(), lives.end());
  if (all.empty()) return {};
  auto const text = " with " + joined(all);
  if (drivers.empty()) return text + unnamed(run);
  auto const working = names_of(drivers, [](judged_driver const& one) { return one.works(); });
  return working.empty() || drivers.size() < 2 ? text
                                               : fmt::format("{}; works with {}", text, joined(working));
}

std::string open_line(run_record const& run, std::vector<judged_driver> const& drivers) {
  for (auto const& one : drivers) {
    if (one.differs() && !run.verdict.reasons.empty()) return ": " + run.verdict.reasons.front();
  }
  auto all = names_of(drivers, [](judged_driver const& one) { return !one.works(); });
  auto const features = features_of(
      run, [&](finding const& f) { return f.outcome != outcome::works && (all.empty() || is_extra(f)); });
  all.insert(all.end(), features.begin(), features.end());
  return all.empty() ? std::string() : ": could not tell about " + joined(all);
}

std::string interrupted_line(run_record const& run, std::vector<judged_driver> const& drivers) {
  auto const seen = std::count_if(run.findings.begin(), run.findings.end(), [](finding const& f) {
    return f.outcome != outcome::skipped && f.outcome != outcome::unknown;
  });
  // How many were to come is not in the record.
  auto const text = fmt::format(": stopped after {}", counted(static_cast<std::size_t>(seen), "probe"));
  auto const broken = incompatible_line(run, drivers);
  return broken.empty() ? text : text + "; incompatible" + broken;
}

std::string line_of(run_record const& run) {
  auto const drivers = judged_drivers(run);
  switch (run.verdict.exit_code) {
    case exit_code::compatible:
    case exit_code::too_slow:
      return compatible_line(run, drivers);
    case exit_code::incompatible:
      return incompatible_line(run, drivers);
    case exit_code::interrupted:
      return run.findings.empty() ? std::string() : interrupted_line(run, drivers);
    case exit_code::inconclusive:
      return open_line(run, drivers);
    default:
      return {};
  }
}

}  // namespace

bool judged_driver::works() const {
  return std::all_of(generations.begin(), generations.end(),
                     [](driver_result const* r) { return r->outcome == outcome::works; });
}

bool judged_driver::breaks() const {
  return std::any_of(generations.begin(), generations.end(),
                     [](driver_result const* r) { return is_failure(r->outcome); });
}

bool judged_driver::differs() const {
  return std::any_of(generations.begin(), generations.end(), [&](driver_result const* r) {
    return is_broken(*r) != is_broken(*generations.front()) || is_open(*r) != is_open(*generations.front());
  });
}

bool judged_driver::has_caveat() const {
  return std::any_of(generations.begin(), generations.end(),
                     [](driver_result const* r) { return !r->caveats.empty(); });
}

std::string judged_driver::name() const {
  auto const& first = *generations.front();
  auto of = first.config.empty() ? std::string("default settings") : first.setting;
  auto const versions = words_of(first.holds_for);
  if (generations.size() > 1) of += ", any version";
  if (generations.size() == 1 && of.find(versions) == of.npos) of += ", " + versions;
  return fmt::format("{} ({})", id_of(first), of);
}

std::string generation_name(driver_result const& r, bool with_id) {
  return with_id || r.holds_for.empty() ? id_of(r) + version_remark(r) : words_of(r.holds_for);
}

std::vector<judged_driver> judged_drivers(run_record const& run) {
  std::vector<judged_driver> all;
  auto const family = [](driver_result const& r) { return r.generation_of.value_or(r.config); };
  for (auto const& r : run.drivers) {
    if (!r.required) continue;
    auto const known = std::find_if(all.begin(), all.end(), [&](judged_driver const& one) {
      auto const& other = *one.generations.front();
      return other.driver == r.driver && family(other) == family(r);
    });
    (known == all.end() ? all.emplace_back() : *known).generations.push_back(&r);
  }
  return all;
}

connection_failure why_not_connected(run_record const& run) {
  if (run.verdict.reasons.empty()) return {};
  auto const& what = run.verdict.reasons.front();
  auto const without = without_remark(what);
  if (without == what) return {what, {}};
  auto const words = what.substr(without.size() + 2, what.size() - without.size() - 3);
  return {without, words};
}

std::string verdict_headline(run_record const& run) {
  if (run.verdict.exit_code == exit_code::no_connection && !run.verdict.reasons.empty())
    return ": " + why_not_connected(run).what;
  auto const by_reason = run.offline || run.verdict.status == verdict_status::error;
  auto text = by_reason && run.verdict.exit_code != exit_code::interrupted ? std::string() : line_of(run);
  if (text.empty()) {
    auto const& reasons = run.verdict.reasons;
    text =
        ": " + (reasons.empty() ? std::string(meaning_of(run.verdict.exit_code).meaning) : reasons.front());
  }
  if (auto const& bound = run.cost.bound_reached; !bound.empty())
    text += fmt::format("; it ended early, at its bound of {}", bound);
  if (!run.residue.empty()) text += fmt::format("; {} left behind", counted(run.residue.size(), "thing"));
  return text;
}

std::string counted(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count == 0 ? "no" : std::to_string(count), thing, count == 1 ? "" : "s");
}

}  // namespace poolprobe
