#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/driver_words.hpp"
#include "model/outcome_words.hpp"
#include "model/target_words.hpp"
#include "reports/check_reasons.hpp"
#include "reports/printable_text.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"
#include "reports/verdict_headline.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

/// How much of a list the first screen shows; -v has the rest.
constexpr std::size_t few_fixes = 3;
constexpr std::size_t few_reasons = 4;
constexpr std::size_t few_residues = 3;
constexpr std::size_t few_notes = 4;

std::vector<cell> label(std::string_view text) {
  return {{"  "}, {padded(std::string(text), 8), text_color::faint}};
}

void add_more(text_block& page, std::size_t left) {
  page.hanging(label(""), fmt::format("and {} more: -v", left), text_color::faint);
}

/// "app@db:6432/app"
std::string address_of(target_info const& target) {
  auto const begin = target.display.find("://");
  auto const text = begin == std::string::npos ? target.display : target.display.substr(begin + 3);
  return target.address.empty() || target.address == target.host
             ? text
             : fmt::format("{} ({})", text, target.address);
}

void add_place(text_block& page, run_record const& run) {
  std::vector<std::string> items{address_of(run.target)};
  if (run.target.source != "argument") items.push_back("from " + run.target.source);
  if (run.cost.connections > 0) {
    if (run.pooler.present == certainty::yes) items.push_back(pooler_in_short(run));
    if (run.pooler.present == certainty::unknown) items.emplace_back("not known whether a pooler is there");
    if (!run.server.version.empty()) items.push_back("PostgreSQL " + short_version(run.server));
  }
  page.facts(items);
}

/// What stands between, where it is more than one pooler or one proxy: the place alone does not say it.
void add_path(text_block& page, pooler_info const& pooler) {
  constexpr std::size_t usual = 2;
  if (pooler.path.size() > usual) {
    std::string way = "you";
    for (auto const& part : pooler.path) {
      way +=
          part.alternative ? " or " + part.what : fmt::format(" {} {}", page.look().signs().arrow, part.what);
    }
    page.hanging(label("Path"), way);
  }
  if (!pooler.processes_differ.empty()) {
    page.hanging(label("Differ"),
                 pooler.processes_differ + (pooler.processes_judged > 1
                                                ? ": both were looked at, and the worse result counts"
                                                : ": only one of them was looked at"),
                 text_color::leak);
  }
  if (!pooler.pinned_by.empty()) {
    auto const by_parse = std::any_of(pooler.pinned_by.begin(), pooler.pinned_by.end(),
                                      [](auto const& state) { return state == "Parse"; });
    page.hanging(
        label("Pinned"),
        fmt::format("a client keeps its server connection after {}{}", fmt::join(pooler.pinned_by, ", "),
                    by_parse
                        ? ": each that prepares has a server connection of its own, and the pool is used "
                          "up by as many clients"
                        : ""));
  }
}

/// What is wrong with the connection text. That it is the address of a pooler is no surprise here.
void add_advice(text_block& page, run_record const& run) {
  // What a login was refused for is among the reasons already, with its fix.
  auto const refused_at_login =
      std::any_of(run.drivers.begin(), run.drivers.end(), [](driver_result const& r) {
        return r.required && !r.scenarios.empty() && is_failure(r.scenarios.front().outcome) &&
               r.scenarios.front().scenario == scenario_kind::login;
      });
  bool first = true;
  for (auto const& one : run.target.advice) {
    if (one.kind == advice_kind::routing || one.kind == advice_kind::pooled) continue;
    if (one.kind == advice_kind::refused && refused_at_login) continue;
    auto text = fmt::format("{}: {}", one.about, one.says);
    if (!one.remedy.empty()) text += fmt::format(" {} {}", page.look().signs().arrow, one.remedy);
    page.hanging(label(first ? "Text" : ""), text);
    first = false;
  }
}

void add_fixes(text_block& page, run_record const& run, std::size_t most) {
  auto const fixes = check_fixes(run);
  if (!page.look().verbose() && !judged_drivers(run).empty()) most = std::min(most, few_fixes - 1);
  for (std::size_t i = 0; i < std::min(fixes.size(), most); ++i) {
    auto one = fixes[i];
    if (!page.look().verbose() && !one.tried) one.text = without_remark(one.text);
    add_fix(page, label(i == 0 ? "Fix" : "or"), one);
  }
}

void add_reasons(text_block& page, run_record const& run, std::string const& headline) {
  auto all = check_reasons(run);
  std::erase_if(all,
                [&headline](check_reason const& one) { return headline.find(one.text) != headline.npos; });
  auto const& look = page.look();
  for (std::size_t i = 0; i < std::min(all.size(), few_reasons); ++i) {
    auto const color = text_style::color_of(all[i].outcome);
    auto lead = label(i == 0 ? "Why" : "");
    lead.push_back({std::string(look.mark(all[i].outcome)) + " ", color});
    page.hanging(lead, all[i].text);
  }
  if (all.size() > few_reasons) add_more(page, all.size() - few_reasons);
  if (auto const codes = confirming_probes(run); !codes.empty())
    page.hanging(label(""), fmt::format("probes that show the same: {}", fmt::join(codes, ", ")),
                 text_color::faint);
}

void add_residue(text_block& page, std::vector<residue> const& left) {
  for (std::size_t i = 0; i < std::min(left.size(), few_residues); ++i) {
    auto const& thing = left[i];
    page.hanging(label(i == 0 ? "Left" : ""),
                 fmt::format("{} {} on server connection {}{}{}", word(thing.kind), thing.name, thing.backend,
                             thing.tried.empty() ? "" : "; ", thing.tried),
                 text_color::leak);
  }
  if (left.size() > few_residues) add_more(page, left.size() - few_residues);
  if (!left.empty())
    page.hanging(label(""), fmt::format("stays until that closes; to end it: select pg_terminate_backend({})",
                                        left.front().backend));
}

/// What a program meets only after an error of its own, or with a feature.
struct note {
  std::string label, text;
  friend bool operator==(note const&, note const&) = default;
};

std::vector<note> notes_of(driver_result const& r, bool is_offline) {
  std::vector<note> all;
  for (auto const& c : r.caveats) {
    if (!c.required) all.push_back({"Caveat", words_of(c) + (c.fix.empty() ? "" : "; fix: " + c.fix)});
  }
  // Features with the same outcome together.
  for (auto const& words : all_outcome_words) {
    std::string uses;
    for (auto const& f : r.features) {
      if (f.required || f.outcome == outcome::works || f.outcome != words.outcome) continue;
      if (is_offline && f.outcome == outcome::skipped) continue;
      uses += (uses.empty() ? "" : " or ") + f.use + (f.sqlstate ? " (" + *f.sqlstate + ")" : "");
    }
    if (!uses.empty()) all.push_back({"Also", fmt::format("{} if you use {}", words.spoken, uses)});
  }
  return all;
}

/// Those of all drivers; what all generations of one have is said once, of them all.
std::vector<note> all_notes(run_record const& run) {
  std::vector<note> all;
  auto const drivers = judged_drivers(run);
  for (auto const& one : drivers) {
    for (auto const* r : one.generations) {
      for (auto const& own : notes_of(*r, run.offline)) {
        auto const has_it = [&](driver_result const* other) {
          auto const theirs = notes_of(*other, run.offline);
          return std::find(theirs.begin(), theirs.end(), own) != theirs.end();
        };
        auto const common = std::all_of(one.generations.begin(), one.generations.end(), has_it);
        auto const whose = !common              ? generation_name(*r, drivers.size() > 1) + ": "
                           : drivers.size() > 1 ? one.generations.front()->driver + ": "
                                                : std::string();
        note const told{own.label, whose + own.text};
        if (std::find(all.begin(), all.end(), told) == all.end()) all.push_back(told);
      }
    }
  }
  std::stable_partition(all.begin(), all.end(), [](note const& one) { return one.label == "Caveat"; });
  return all;
}

void add_notes(text_block& page, run_record const& run) {
  auto const notes = all_notes(run);
  for (std::size_t i = 0; i < std::min(notes.size(), few_notes); ++i) {
    auto const repeats = i > 0 && notes[i - 1].label == notes[i].label;
    page.hanging(label(repeats ? "" : notes[i].label), notes[i].text);
  }
  if (notes.size() > few_notes) add_more(page, notes.size() - few_notes);
}

struct way_to_fail {
  poolprobe::outcome outcome;
  std::string_view words;  ///< what happens; empty for an error
};
constexpr way_to_fail ways_to_fail[] = {{outcome::loses, "a commit is lost"},
                                        {outcome::wrong_answer, "wrong answers"},
                                        {outcome::leaks, "other clients get it"},
                                        {outcome::breaks, ""}};

/// What findings that are not required are about, each once.
template <class Fits>
std::string features_of(run_record const& run, Fits const& fits) {
  std::vector<std::string> all;
  for (auto const& f : run.findings) {
    auto const name = feature_words(f);
    if (!f.required && is_failure(f.outcome) && fits(f) &&
        std::find(all.begin(), all.end(), name) == all.end())
      all.push_back(name);
  }
  return fmt::format("{}", fmt::join(all, ", "));
}

/// One paragraph: what an application must not use, the gravest first.
text_block not_required(run_record const& run, text_style const& look) {
  std::string text;
  auto const add = [&text](std::string const& more) {
    if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
  };
  for (auto const& way : ways_to_fail) {
    auto const features = features_of(
        run, [&way](finding const& f) { return f.group != "startup" && f.outcome == way.outcome; });
    if (!features.empty()) add(way.words.empty() ? features : fmt::format("{} ({})", features, way.words));
  }
  auto const startup = features_of(run, [](finding const& f) { return f.group == "startup"; });
  if (!startup.empty()) add("at login " + startup);
  text_block page(look, look.width());
  if (!text.empty())
    page.hanging({{"  "}}, fmt::format("Not required, and do not work here if you use them: {}.", text));
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

}  // namespace

void add_fix(text_block& page, std::vector<cell> const& lead, check_fix const& one) {
  if (!one.tried) return page.hanging(lead, one.text);
  page.hanging_marked(lead, one.text,
                      {fmt::format("{} tried here", page.look().mark(outcome::works)), text_color::good});
}

text_block verdict_line(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  auto const known = words_of(run);
  auto const color = text_style::color_of(known.mark);
  page.hanging({{std::string(look.mark(known.mark)) + " ", color}},
               fmt::format("{} (exit {}){}", upper_case(known.word), static_cast<int>(run.verdict.exit_code),
                           known.meaning),
               color);
  return page;
}

text_block quiet_check(run_record const& run, text_style const& look) {
  auto page = verdict_line(run, look);
  add_fixes(page, run, 1);
  return page;
}

text_block check_verdict(run_record const& run, text_style const& look) {
  auto page = verdict_line(run, look);
  add_place(page, run);
  add_path(page, run.pooler);
  auto const list = look.verbose() ? text_block(look, look.width()) : drivers_in_short(run, look);
  page.section(list);
  text_block cure(look, look.width());
  add_advice(cure, run);
  add_fixes(cure, run, look.verbose() ? std::string::npos : list.empty() ? few_fixes : 1);
  add_reasons(cure, run, words_of(run).meaning);
  add_residue(cure, run.residue);
  page.section(cure);
  return page;
}

text_block check_rest(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  text_block notes(look, look.width());
  add_notes(notes, run);
  notes.indented({}, not_required(run, look));
  page.section(notes);
  text_block last(look, look.width());
  if (!run.offline && run.cost.connections > 0) {
    auto items = count_items(run);
    auto const more = cost_in_short(run);
    items.insert(items.end(), more.begin(), more.end());
    last.facts(items);
  }
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

}  // namespace poolprobe
