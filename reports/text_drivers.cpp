#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/driver_words.hpp"
#include "model/outcome_words.hpp"
#include "reports/printable_text.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

using results = std::vector<driver_result>;

/// The mark after the name of a configuration that recorded traffic has not proved.
std::string_view sources_mark(driver_result const& r) { return r.proved.empty() ? "*" : ""; }

/// The features below the row of a driver: all of the driver that the verdict is for, of others only those
/// that do not work.
void add_features(text_block& page, driver_result const& r, std::size_t indent) {
  for (auto const& f : r.features) {
    if (f.outcome == outcome::works && !r.required) continue;
    page.hanging(
        {{std::string(indent, ' ')},
         {std::string(f.required ? page.look().mark(f.outcome) : page.look().mark_if_used(f.outcome)),
          f.required ? text_style::color_of(f.outcome) : text_style::color_if_used(f.outcome)},
         {" "}},
        in_short(f));
  }
}

void add_row(text_block& page, driver_result const& r, std::string const& id, std::size_t width) {
  auto const text = r.config.empty()
                        ? r.summary + version_remark(r)
                        : fmt::format("{} ({}){}", r.summary, r.setting, version_remark_beside_setting(r));
  page.hanging({{"  "},
                {std::string(page.look().mark(r.outcome)), text_style::color_of(r.outcome)},
                {" " + padded(page.look().safe(id), width) + "  "}},
               text);
  if (r.outcome != outcome::works) {
    for (auto const& one : r.caveats) page.hanging({{"      a caveat: "}}, words_of(one));
  }
  add_features(page, r, 6);
}

struct listed {
  driver_result const* result;
  std::string id;
};

/// The name of a configuration without the driver's name, for rows below the driver.
std::vector<listed> list_of(std::span<driver_result const> all, bool of_one_driver) {
  std::vector<listed> list;
  std::string_view last;
  for (auto const& r : all) {
    std::string id = id_of(r);
    if (!r.config.empty() && of_one_driver) id = ":" + r.config;
    if (!r.config.empty() && !of_one_driver && r.driver == last) id = "  " + r.config;
    list.push_back({&r, id + std::string(sources_mark(r))});
    last = r.driver;
  }
  return list;
}

/// Those that were not tried, as another one works, say so once.
void add_list(text_block& page, std::span<driver_result const> all, bool of_one_driver, bool offline) {
  auto list = list_of(all, of_one_driver);
  auto const untried = offline ? 0 : std::erase_if(list, [](listed const& one) {
    return one.result->outcome == outcome::skipped && !one.result->required;
  });
  std::size_t width = 0;
  for (auto const& one : list) width = std::max(width, display_width(page.look().safe(one.id)));
  for (auto const& one : list) add_row(page, *one.result, one.id, width);
  if (untried > 0)
    page.hanging({{"    "}}, fmt::format("{} more: {}", untried, all.back().summary), text_color::faint);
}

std::string title_words(driver_result const& r) {
  auto text = std::string(words_of(r.outcome).spoken);
  if (r.outcome == outcome::breaks && r.sqlstate) text += " with " + *r.sqlstate;
  if (r.outcome == outcome::works && !r.caveats.empty()) text += ", with a caveat";
  return text + version_remark(r) + ", required";
}

std::string_view explained_scenario(scenario_kind scenario) {
  switch (scenario) {
    case scenario_kind::login:
      return "at login";
    case scenario_kind::moved:
      return "moved to another server connection";
    case scenario_kind::met:
      return "a second process on the same server connection";
    case scenario_kind::crossed:
      return "where a second process has begun likewise";
    case scenario_kind::released:
      return "when a prepared statement is dropped";
    case scenario_kind::setting:
      return "its startup parameter, once accepted";
    case scenario_kind::dropped_inside:
      return "when a statement is dropped inside a transaction";
    case scenario_kind::rolled_back:
      return "when the program rolls back";
    case scenario_kind::failed:
      return "after a query that failed inside a transaction";
    case scenario_kind::refused:
      return "after a query that the server refused, the same again";
    case scenario_kind::feature:
      return "if it uses a feature";
    case scenario_kind::evicted:
      return "where more statements are in use than the poolers keep";
    case scenario_kind::start:
    case scenario_kind::block:
    case scenario_kind::query:
      return "beforehand";
    case scenario_kind::unknown:
      break;
  }
  return "in a scenario that this version does not know";
}

std::vector<cell> label(std::string_view text) {
  return {{padded(std::string(text), 11), text_color::faint}};
}

void add_field(text_block& page, std::string_view name, std::string_view text) {
  if (!text.empty()) page.hanging(label(name), text);
}

void add_scenarios(text_block& box, std::vector<scenario_result> const& scenarios) {
  for (auto const& s : scenarios) {
    auto lead = label(&s == scenarios.data() ? "observed" : "");
    lead.push_back({std::string(box.look().mark(s.outcome)) + " ", text_style::color_of(s.outcome)});
    auto const what = s.outcome == outcome::works ? std::string("works") : s.observed;
    auto const when =
        s.use.empty() ? std::string(explained_scenario(s.scenario)) : fmt::format("if you use {}", s.use);
    box.hanging(lead, fmt::format("{}: {}", when, what));
  }
}

/// The steps of the scenario with the gravest outcome; where the driver works, of a caveat.
std::vector<transcript_entry> const* steps_of(driver_result const& r) {
  auto const has_caveat = r.outcome == outcome::works && !r.caveats.empty();
  auto const found = std::find_if(r.scenarios.begin(), r.scenarios.end(), [&](scenario_result const& s) {
    if (s.transcript.empty() || s.counts_for == scenario_result::weight::feature) return false;
    return has_caveat ? is_failure(s.outcome) : s.outcome == r.outcome;
  });
  return found == r.scenarios.end() ? nullptr : &found->transcript;
}

text_block box_of(driver_result const& r, text_style const& look, std::size_t width) {
  text_block box(look, width);
  add_field(box, "setting", r.setting);
  add_field(
      box, "sends",
      r.script + (r.proved.empty() ? " (from sources)" : fmt::format(" (as recorded of {})", r.proved)));
  add_scenarios(box, r.scenarios);
  if (!r.fix.empty())
    add_field(box, "fix", r.fix + (r.fix_verified ? " (tried here: works)" : " (cannot be tried from here)"));
  for (auto const& one : r.caveats) {
    add_field(box, "caveat", words_of(one));
    add_field(box, "fix", one.fix);
  }
  if (auto const* steps = look.transcripts() ? steps_of(r) : nullptr)
    box.section(transcript_table(*steps, look, box.width()));
  return box;
}

/// The required drivers, which come first.
std::span<driver_result const> required_of(run_record const& run) {
  auto const other = std::find_if_not(run.drivers.begin(), run.drivers.end(),
                                      [](driver_result const& r) { return r.required; });
  return {run.drivers.begin(), other};
}

bool has_detail(driver_result const& r, text_style const& look) {
  return r.required && (is_failure(r.outcome) || !r.caveats.empty() || look.transcripts());
}

}  // namespace

text_block drivers_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  auto const& all = run.drivers;
  if (all.empty()) return page;
  auto const required = required_of(run);
  auto const rest = std::span(all).subspan(required.size());
  if (!required.empty()) {
    page.hanging({{"driver", text_color::strong},
                  {required.size() > 1 ? ", required, in each of its generations" : ", required"}},
                 "");
    std::size_t width = 0;
    for (auto const& r : required)
      width = std::max(width, display_width(look.safe(id_of(r) + std::string(sources_mark(r)))));
    for (auto const& r : required) add_row(page, r, id_of(r) + std::string(sources_mark(r)), width);
  }
  auto const its_own = !required.empty() && std::all_of(rest.begin(), rest.end(), [&](auto const& r) {
    return r.driver == all.front().driver;
  });
  if (!rest.empty())
    page.hanging({{its_own ? "its other configurations" : "drivers", text_color::strong},
                  {run.offline ? ", not simulated" : ", simulated here"}},
                 "");
  add_list(page, rest, its_own, run.offline);
  if (std::any_of(all.begin(), all.end(), [](auto const& r) { return r.proved.empty(); }))
    page.hanging({{"  * "}}, "from sources: not compared with recorded traffic of the real driver",
                 text_color::faint);
  return page;
}

text_block driver_detail(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  if (run.offline) return page;
  for (auto const& r : required_of(run)) {
    if (!has_detail(r, look)) continue;
    if (page.empty()) page.text("The driver, simulated here", text_color::strong);
    page.blank();
    auto const color = text_style::color_of(r.outcome);
    page.hanging({{std::string(look.mark(r.outcome)), color}, {" " + id_of(r), text_color::strong}, {": "}},
                 title_words(r), color);
    auto const bar = fmt::format("{} ", look.signs().bar);
    page.indented({bar, text_color::faint}, box_of(r, look, look.width() - display_width(bar)));
  }
  return page;
}

}  // namespace poolprobe
