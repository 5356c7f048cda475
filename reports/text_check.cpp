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

/// "app@db:6432/app"
std::string address_of(target_info const& target) {
  auto const begin = target.display.find("://");
  auto const text = begin == std::string::npos ? target.display : target.display.substr(begin + 3);
  return target.address.empty() || target.address == target.host
             ? text
             : fmt::format("{} ({})", text, target.address);
}

bool has_no_connection(run_record const& run) { return run.verdict.exit_code == exit_code::no_connection; }

/// Where nothing was reached, what was tried.
void add_attempt(text_block& page, target_info const& target) {
  auto text = address_of(target);
  if (target.source != "argument") text += ", from " + target.source;
  page.hanging(check_label("Tried"), text);
}

void add_place(text_block& page, run_record const& run) {
  if (has_no_connection(run)) return add_attempt(page, run.target);
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
    page.hanging(check_label("Path"), way);
  }
  if (!pooler.processes_differ.empty()) {
    page.hanging(check_label("Differ"),
                 pooler.processes_differ + (pooler.processes_judged > 1
                                                ? ": both were looked at, and the worse result counts"
                                                : ": only one of them was looked at"),
                 text_color::leak);
  }
  if (!pooler.pinned_by.empty()) {
    auto const by_parse = std::any_of(pooler.pinned_by.begin(), pooler.pinned_by.end(),
                                      [](auto const& state) { return state == "Parse"; });
    page.hanging(
        check_label("Pinned"),
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
    if (one.kind == advice_kind::exposed && has_no_connection(run)) continue;
    auto text = fmt::format("{}: {}", one.about, one.says);
    if (!one.remedy.empty()) text += fmt::format(" {} {}", page.look().signs().arrow, one.remedy);
    page.hanging(check_label(first ? "Text" : ""), text);
    first = false;
  }
}

void add_fixes(text_block& page, run_record const& run, std::size_t most) {
  auto const fixes = check_fixes(run);
  if (!page.look().verbose() && !judged_drivers(run).empty()) most = std::min(most, few_fixes - 1);
  for (std::size_t i = 0; i < std::min(fixes.size(), most); ++i) {
    auto one = fixes[i];
    if (!page.look().verbose() && !has_no_connection(run))
      one.text = one.tried ? without_consequences(one.text) : without_remark(one.text);
    add_fix(page, check_label(i == 0 ? "Fix" : "or"), one);
  }
}

void add_reasons(text_block& page, run_record const& run, std::string const& headline) {
  auto all = check_reasons(run);
  std::erase_if(all,
                [&headline](check_reason const& one) { return headline.find(one.text) != headline.npos; });
  auto const& look = page.look();
  for (std::size_t i = 0; i < std::min(all.size(), few_reasons); ++i) {
    auto const color = text_style::color_of(all[i].outcome);
    auto lead = check_label(i == 0 ? "Why" : "");
    lead.push_back({std::string(look.mark(all[i].outcome)) + " ", color});
    page.hanging(lead, all[i].text);
  }
  if (all.size() > few_reasons) add_more_line(page, all.size() - few_reasons);
  if (auto const codes = confirming_probes(run); !codes.empty())
    page.hanging(check_label(""), fmt::format("probes that show the same: {}", fmt::join(codes, ", ")),
                 text_color::faint);
}

void add_residue(text_block& page, std::vector<residue> const& left) {
  for (std::size_t i = 0; i < std::min(left.size(), few_residues); ++i) {
    auto const& thing = left[i];
    page.hanging(check_label(i == 0 ? "Left" : ""),
                 fmt::format("{} {} on server connection {}{}{}", word(thing.kind), thing.name, thing.backend,
                             thing.tried.empty() ? "" : "; ", thing.tried),
                 text_color::leak);
  }
  if (left.size() > few_residues) add_more_line(page, left.size() - few_residues);
  if (!left.empty())
    page.hanging(check_label(""),
                 fmt::format("stays until that closes; to end it: select pg_terminate_backend({})",
                             left.front().backend));
}

}  // namespace

std::vector<cell> check_label(std::string_view text) {
  return {{"  "}, {padded(std::string(text), 8), text_color::faint}};
}

void add_more_line(text_block& page, std::size_t left) {
  page.hanging(check_label(""), fmt::format("and {} more: -v", left), text_color::faint);
}

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
  if (has_no_connection(run)) add_reasons(page, run, words_of(run).meaning);
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

text_block early_check_verdict(run_record run, text_style const& look) {
  for (auto& r : run.drivers) {
    if (r.required && is_failure(r.outcome) && r.fix.empty()) r.fix = "its other settings are being tried";
  }
  return check_verdict(run, look);
}

}  // namespace poolprobe
