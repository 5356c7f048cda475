#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "model/driver_words.hpp"
#include "model/outcome_words.hpp"
#include "reports/check_reasons.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"
#include "reports/verdict_headline.hpp"
#include "text/split.hpp"

namespace poolprobe {
namespace {

/// How much of a list the first screen shows; -v has the rest.
constexpr std::size_t few_notes = 4;

/// What a program meets only after an error of its own, or with a feature.
struct note {
  std::string label, text;
  friend bool operator==(note const&, note const&) = default;
};

/// The fix of a caveat is not said again where it is the first one of the screen.
std::vector<note> notes_of(driver_result const& r, run_record const& run, bool without_fixes) {
  std::vector<note> all;
  auto const fixes = check_fixes(run);
  auto const has_fix = [&](driver_caveat const& c) {
    return !without_fixes && !c.fix.empty() && (fixes.empty() || !c.fix.starts_with(fixes.front().text));
  };
  for (auto const& c : r.caveats) {
    if (!c.required) all.push_back({"Caveat", words_of(c) + (has_fix(c) ? "; fix: " + c.fix : "")});
  }
  // Features with the same outcome together.
  for (auto const& words : all_outcome_words) {
    std::string uses;
    for (auto const& f : r.features) {
      if (f.required || f.outcome == outcome::works || f.outcome != words.outcome) continue;
      if (run.offline && f.outcome == outcome::skipped) continue;
      uses += (uses.empty() ? "" : " or ") + f.use + (f.sqlstate ? " (" + *f.sqlstate + ")" : "");
    }
    if (!uses.empty()) all.push_back({"Also", fmt::format("{} if you use {}", words.spoken, uses)});
  }
  return all;
}

/// Those of all drivers; what all generations of one have is said once, of them all.
std::vector<note> all_notes(run_record const& run, bool without_fixes) {
  std::vector<note> all;
  auto const drivers = judged_drivers(run);
  for (auto const& one : drivers) {
    for (auto const* r : one.generations) {
      for (auto const& own : notes_of(*r, run, without_fixes)) {
        auto const has_it = [&](driver_result const* other) {
          auto const theirs = notes_of(*other, run, without_fixes);
          return std::find(theirs.begin(), theirs.end(), own) != theirs.end();
        };
        auto const whose = one.owners(has_it, drivers.size() > 1);
        note const told{own.label, whose + own.text};
        if (std::find(all.begin(), all.end(), told) == all.end()) all.push_back(told);
      }
    }
  }
  std::stable_partition(all.begin(), all.end(), [](note const& one) { return one.label == "Caveat"; });
  return all;
}

/// How much is said, where a terminal of 24 rows has no room for all. The evidence (-v) has it in any case.
enum class brevity { in_full, without_fixes, gravest_only, in_a_line };

constexpr std::array all_brevities{brevity::in_full, brevity::without_fixes, brevity::gravest_only,
                                   brevity::in_a_line};

void add_notes(text_block& page, run_record const& run, brevity how) {
  auto const notes = all_notes(run, how != brevity::in_full);
  auto const most = how == brevity::in_a_line ? 1 : few_notes;
  for (std::size_t i = 0; i < std::min(notes.size(), most); ++i) {
    auto const repeats = i > 0 && notes[i - 1].label == notes[i].label;
    page.hanging(check_label(repeats ? "" : notes[i].label), notes[i].text);
  }
  if (notes.size() > most) add_more_line(page, notes.size() - most);
}

struct way_to_fail {
  poolprobe::outcome outcome;
  std::string_view words;  ///< what happens; empty for an error
};
constexpr way_to_fail ways_to_fail[] = {{outcome::loses, "a commit is lost"},
                                        {outcome::wrong_answer, "wrong answers"},
                                        {outcome::leaks, "other clients get it"},
                                        {outcome::breaks, ""}};

/// What findings that are not required are about, each once; the gravest first, where a feature has several.
class features {
 public:
  explicit features(run_record const& run) : run_(run) {}

  /// "SET, LISTEN", of those that `fits`.
  template <class Fits>
  std::string take(Fits const& fits) {
    std::string text;
    for (auto const& f : run_.findings) {
      auto const name = feature_words(f);
      auto const is_told = std::find(told_.begin(), told_.end(), name) != told_.end();
      if (f.required || !is_failure(f.outcome) || is_told || !fits(f)) continue;
      told_.push_back(name);
      text += (text.empty() ? "" : ", ") + name;
    }
    return text;
  }

 private:
  run_record const& run_;
  std::vector<std::string> told_;
};

/// One paragraph: what an application must not use, the gravest first.
std::string not_required_words(run_record const& run, brevity how) {
  std::string text;
  auto const add = [&text](std::string const& more) {
    if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
  };
  features all(run);
  std::size_t left = 0;
  for (auto const& way : ways_to_fail) {
    auto const of_way = [&way](finding const& f) { return f.group != "startup" && f.outcome == way.outcome; };
    if (how >= brevity::gravest_only && way.words.empty()) {
      left += split_list(all.take(of_way)).size();
      continue;
    }
    auto const found = all.take(of_way);
    if (!found.empty()) add(way.words.empty() ? found : fmt::format("{} ({})", found, way.words));
  }
  auto const startup = all.take([](finding const& f) { return f.group == "startup"; });
  if (how == brevity::in_a_line) return {};
  if (how == brevity::gravest_only) {
    left += split_list(startup).size();
    add(left > 0 ? fmt::format("{} more: -v", left) : std::string());
  } else if (!startup.empty()) {
    add("at login " + startup);
  }
  return text;
}

text_block not_required(run_record const& run, text_style const& look, brevity how) {
  text_block page(look, look.width());
  auto const text = not_required_words(run, how);
  if (text.empty()) return page;
  page.hanging({{"  "}}, fmt::format("Not required, and do not work here if you use them: {}{}", text,
                                     how == brevity::gravest_only ? "" : "."));
  return page;
}

std::size_t count_of(run_record const& run, outcome wanted) {
  return static_cast<std::size_t>(std::count_if(run.findings.begin(), run.findings.end(),
                                                [wanted](finding const& f) { return f.outcome == wanted; }));
}

std::vector<std::string> count_items(run_record const& run) {
  std::vector<std::string> items;
  if (run.findings.empty()) return items;
  std::size_t bad = 0, needless = 0;
  for (auto const& f : run.findings) {
    bad += is_failure(f.outcome) ? 1U : 0U;
    needless += is_failure(f.outcome) && !f.required ? 1U : 0U;
  }
  items.push_back(
      fmt::format("{} of {} work", count_of(run, outcome::works), counted(run.findings.size(), "probe")));
  if (bad > 0 && needless == bad)
    items.push_back(fmt::format("{} {} not, none of them required", bad, bad == 1 ? "does" : "do"));
  if (bad > needless)
    items.push_back(needless == 0 ? fmt::format("{} {} not", bad, bad == 1 ? "does" : "do")
                                  : fmt::format("{} do not, {} of them not required", bad, needless));
  if (auto const open = count_of(run, outcome::unknown); open > 0)
    items.push_back(fmt::format("{} could not tell", open));
  if (auto const skipped = count_of(run, outcome::skipped); skipped > 0)
    items.push_back(fmt::format("{} not run", skipped));
  return items;
}

std::string first_code(run_record const& run) {
  finding const* chosen = nullptr;
  for (auto const& f : run.findings) {
    if (is_failure(f.outcome) && (chosen == nullptr || (f.required && !chosen->required))) chosen = &f;
  }
  return chosen == nullptr ? std::string() : chosen->code;
}

text_block rest_in(brevity how, run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  text_block notes(look, look.width());
  add_notes(notes, run, how);
  notes.indented({}, not_required(run, look, how));
  page.section(notes);
  text_block last(look, look.width());
  if (!run.offline && run.cost.connections > 0) {
    auto items = count_items(run);
    auto const more = cost_in_short(run);
    items.insert(items.end(), more.begin(), more.end());
    last.facts(items);
  }
  if (run.verdict.exit_code == exit_code::no_connection) return page;  // nothing was seen
  auto const code = first_code(run);
  std::vector<std::string> ways{run.findings.empty() ? "Everything: -v" : "Evidence: -v"};
  if (!run.findings.empty()) ways.emplace_back("Messages: -vv");
  if (!code.empty()) ways.push_back("One of them: poolprobe explain " + code);
  last.flow({{"  "}}, ways, text_color::faint);
  if (!run.offline && run.drivers.empty() && !run.target.driver && run.cost.connections > 0)
    last.flow({{"  "}}, {"Judge your own driver: --driver pgx", "All of them: --drivers"}, text_color::faint);
  page.section(last);
  return page;
}

}  // namespace

text_block check_rest(run_record const& run, text_style const& look, std::size_t most_lines) {
  for (auto const how : all_brevities) {
    auto page = rest_in(how, run, look);
    if (page.lines() <= most_lines || how == all_brevities.back()) return page;
  }
  return text_block(look, look.width());
}

}  // namespace poolprobe
