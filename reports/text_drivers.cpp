#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/outcome_words.hpp"
#include "reports/printable_text.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

using results = std::vector<driver_result>;

/// Behind the name of what no recorded traffic has proved.
std::string_view sources_mark(driver_result const& r) { return r.proved.empty() ? "*" : ""; }

void add_row(text_block& page, driver_result const& r, std::string const& id, std::size_t width,
             bool with_setting = false) {
  auto const text = with_setting ? fmt::format("{} ({})", r.summary, r.setting) : r.summary;
  page.hanging({{"  "},
                {std::string(page.look().mark(r.outcome)), text_style::color_of(r.outcome)},
                {" " + padded(page.look().safe(id), width) + "  "}},
               text);
}

struct listed {
  driver_result const* result;
  std::string id;
};

/// Under its driver a configuration goes without the driver's name.
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

void add_list(text_block& page, std::span<driver_result const> all, bool of_one_driver) {
  auto const list = list_of(all, of_one_driver);
  std::size_t width = 0;
  for (auto const& one : list) width = std::max(width, display_width(page.look().safe(one.id)));
  for (auto const& one : list) add_row(page, *one.result, one.id, width, of_one_driver);
}

std::string title_words(driver_result const& r) {
  auto text = std::string(words_of(r.outcome).spoken);
  if (r.outcome == outcome::breaks && r.sqlstate) text += " with " + *r.sqlstate;
  if (r.outcome == outcome::loses) text += " a commit";
  return text + ", required";
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
      return "a feature";
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
    box.hanging(lead, fmt::format("{}: {}", explained_scenario(s.scenario), what));
  }
}

/// The steps of the scenario that shows the worst.
std::vector<transcript_entry> const* steps_of(driver_result const& r) {
  auto const found = std::find_if(r.scenarios.begin(), r.scenarios.end(), [&](scenario_result const& s) {
    return s.outcome == r.outcome && !s.transcript.empty();
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
    add_field(box, "fix",
              r.fix + (r.fix_verified ? " (tried here: works)" : " (cannot be tried from here)"));
  if (auto const* steps = steps_of(r)) box.section(transcript_table(*steps, look, box.width()));
  return box;
}

}  // namespace

text_block drivers_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  auto const& all = run.drivers;
  if (all.empty()) return page;
  std::span<driver_result const> rest(all);
  if (all.front().required) {
    page.hanging({{"driver", text_color::strong}, {", required"}}, "");
    auto const id = id_of(all.front()) + std::string(sources_mark(all.front()));
    add_row(page, all.front(), id, display_width(look.safe(id)));
    rest = rest.subspan(1);
  }
  auto const its_own = all.front().required && std::all_of(rest.begin(), rest.end(), [&](auto const& r) {
                         return r.driver == all.front().driver;
                       });
  if (!rest.empty())
    page.hanging({{its_own ? "its other configurations" : "drivers", text_color::strong},
                  {run.offline ? ", not simulated" : ", simulated here"}},
                 "");
  add_list(page, rest, its_own);
  if (std::any_of(all.begin(), all.end(), [](auto const& r) { return r.proved.empty(); }))
    page.hanging({{"  * "}}, "from sources: not compared with recorded traffic of the real driver",
                 text_color::faint);
  return page;
}

text_block driver_detail(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  if (run.drivers.empty() || !run.drivers.front().required || run.offline) return page;
  auto const& r = run.drivers.front();
  if (!is_failure(r.outcome) && !look.verbose()) return page;
  auto const color = text_style::color_of(r.outcome);
  page.text("The driver, simulated here", text_color::strong);
  page.blank();
  page.hanging({{std::string(look.mark(r.outcome)), color}, {" " + id_of(r), text_color::strong}, {": "}},
               title_words(r), color);
  auto const bar = fmt::format("{} ", look.signs().bar);
  page.indented({bar, text_color::faint}, box_of(r, look, look.width() - display_width(bar)));
  return page;
}

}  // namespace poolprobe
