#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/outcome_words.hpp"
#include "reports/printable_text.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

using finding_list = std::vector<finding const*>;

bool is_bad(finding const& found) { return is_failure(found.outcome); }

template <class Wanted>
finding_list select(run_record const& run, Wanted wanted) {
  finding_list chosen;
  for (auto const& found : run.findings) {
    if (wanted(found)) chosen.push_back(&found);
  }
  return chosen;
}

void add_title(text_block& page, finding const& found) {
  auto const& look = page.look();
  auto const color =
      found.required ? text_style::color_of(found.outcome) : text_style::color_if_used(found.outcome);
  auto const mark = found.required ? look.mark(found.outcome) : look.mark_if_used(found.outcome);
  auto text = std::string(words_of(found.outcome).spoken);
  if (found.sqlstate) text += fmt::format(" with {}", *found.sqlstate);
  text += found.required ? ", required" : ", not required here";
  page.hanging({{std::string(mark), color}, {" " + found.code + " " + found.id, text_color::strong}, {": "}},
               text, color);
}

std::vector<cell> label(std::string_view text) {
  return {{padded(std::string(text), 11), text_color::faint}};
}

void add_field(text_block& page, std::string_view name, std::string_view text) {
  if (!text.empty()) page.hanging(label(name), text);
}

/// The fixes, or a reference to the same ones further up.
void add_fixes(text_block& page, finding const& found, finding_list const& shown) {
  if (found.fixes.empty()) return;
  auto const first = std::find_if(shown.begin(), shown.end(),
                                  [&](finding const* other) { return other->fixes == found.fixes; });
  if (first != shown.end() && *first != &found) {
    add_field(page, "fix", fmt::format("in the same way as {} above", (*first)->code));
    return;
  }
  for (std::size_t at = 0; at < found.fixes.size(); ++at) {
    auto lead = label(at == 0 ? "fix" : "");
    if (found.fixes.size() > 1) lead.push_back({fmt::format("{}. ", at + 1)});
    page.hanging(lead, found.fixes[at]);
  }
}

text_block detail(finding const& found, finding_list const& shown, text_style const& look) {
  text_block page(look, look.width());
  add_title(page, found);
  auto const bar = fmt::format("{} ", look.signs().bar);
  text_block box(look, look.width() - display_width(bar));
  add_field(box, "must hold", found.requirement);
  add_field(box, "expected", found.expected);
  add_field(box, "observed", found.observed);
  if (look.transcripts() && !found.transcript.empty())
    box.section(transcript_table(found.transcript, look, box.width()));
  text_block fixes(look, box.width());
  add_fixes(fixes, found, shown);
  box.section(fixes);
  page.indented({bar, text_color::faint}, box);
  return page;
}

/// Only the reason, as the steps of an unknown result help little.
text_block brief(finding const& found, finding_list const& shown, text_style const& look) {
  text_block page(look, look.width());
  add_title(page, found);
  auto const bar = fmt::format("{} ", look.signs().bar);
  text_block box(look, look.width() - display_width(bar));
  add_field(box, "why", found.observed.empty() ? found.summary : found.observed);
  add_fixes(box, found, shown);
  page.indented({bar, text_color::faint}, box);
  return page;
}

struct chapter {
  std::string_view title;
  std::string_view note;  ///< empty when there is nothing to add
  finding_list findings;
  bool in_full = true;
};

text_block told(chapter const& part, finding_list const& shown, text_style const& look) {
  text_block page(look, look.width());
  if (part.findings.empty()) return page;
  page.text(part.title, text_color::strong);
  if (!part.note.empty()) page.text(part.note, text_color::faint);
  for (auto const* found : part.findings) {
    page.section(part.in_full ? detail(*found, shown, look) : brief(*found, shown, look));
  }
  return page;
}

}  // namespace

text_block details_section(run_record const& run, text_style const& look) {
  std::vector<chapter> chapters{
      {"Required, and does not work", "",
       select(run, [](finding const& found) { return is_bad(found) && found.required; })},
      {"Does not work, but is not required here",
       "None of this counts against the verdict. It matters to an application that relies on it.",
       select(run, [](finding const& found) { return is_bad(found) && !found.required; })},
      {"Could not be told", "",
       select(run, [](finding const& found) { return found.outcome == outcome::unknown; }),
       look.transcripts()}};
  if (look.transcripts()) {
    chapters.push_back({"Works, and how that was seen", "",
                        select(run, [](finding const& found) { return found.outcome == outcome::works; })});
  }
  finding_list shown;
  std::vector<std::vector<transcript_entry> const*> with_steps;
  for (auto const& part : chapters) {
    shown.insert(shown.end(), part.findings.begin(), part.findings.end());
    if (!part.in_full) continue;
    for (auto const* found : part.findings) with_steps.push_back(&found->transcript);
  }
  auto const driver = driver_detail(run, look);
  if (!driver.empty()) {
    for (auto const& d : run.drivers) {
      if (!d.required) continue;
      for (auto const& scenario : d.scenarios) with_steps.push_back(&scenario.transcript);
    }
  }
  text_block page(look, look.width());
  if (look.transcripts()) page.section(transcript_legend(with_steps, look));
  page.section(driver);
  for (auto const& part : chapters) page.section(told(part, shown, look));
  return page;
}

}  // namespace poolprobe
