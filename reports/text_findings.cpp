#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/outcome_words.hpp"
#include "reports/printable_text.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

/// The id without its group, which the heading already says.
std::string short_id(finding const& found) {
  auto const slash = found.id.find('/');
  return slash == std::string::npos ? found.id : found.id.substr(slash + 1);
}

std::string_view mark_of(finding const& found, text_style const& look) {
  return found.required ? look.mark(found.outcome) : look.mark_if_used(found.outcome);
}

text_color color_of(finding const& found) {
  return found.required ? text_style::color_of(found.outcome) : text_style::color_if_used(found.outcome);
}

/// The findings of one group that are required, or that are not, under one heading.
struct heading {
  std::string group;
  bool required;
  std::vector<finding const*> findings;
};

/// Groups in the order of the registry; within each, what is required comes first.
std::vector<heading> headings_of(std::vector<finding> const& findings) {
  std::vector<heading> all;
  for (auto const& found : findings) {
    auto const known = std::find_if(all.begin(), all.end(),
                                    [&](heading const& other) { return other.group == found.group; });
    if (known != all.end()) continue;
    for (bool const required : {true, false}) {
      heading part{found.group, required, {}};
      for (auto const& other : findings) {
        if (other.group == part.group && other.required == required) part.findings.push_back(&other);
      }
      if (!part.findings.empty()) all.push_back(std::move(part));
    }
  }
  return all;
}

std::size_t widest_id(std::vector<finding> const& findings, text_style const& look) {
  std::size_t widest = 0;
  for (auto const& found : findings) widest = std::max(widest, display_width(look.safe(short_id(found))));
  return widest;
}

void add_legend(text_block& page, std::vector<finding> const& findings) {
  std::vector<std::string> legend;
  for (auto const& words : all_outcome_words) {
    for (bool const required : {true, false}) {
      auto const found = std::find_if(findings.begin(), findings.end(), [&](finding const& one) {
        return one.outcome == words.outcome && one.required == required;
      });
      if (found == findings.end()) continue;
      auto const same_as_required = !required && !is_failure(words.outcome);
      auto const text = fmt::format("{} {}{}", mark_of(*found, page.look()), words.legend,
                                    required || same_as_required ? "" : " (not required)");
      if (std::find(legend.begin(), legend.end(), text) == legend.end()) legend.push_back(text);
    }
  }
  if (legend.size() < 2) return;
  page.blank();
  page.flow({{"  "}}, legend, text_color::faint);
}

}  // namespace

text_block findings_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  auto const id_width = widest_id(run.findings, look);
  for (auto const& part : headings_of(run.findings)) {
    page.hanging({{part.group, text_color::strong}, {part.required ? ", required" : ", not required here"}},
                 "");
    for (auto const* found : part.findings) {
      page.hanging({{"  "},
                    {std::string(mark_of(*found, look)), color_of(*found)},
                    {" " + found->code + " " + padded(look.safe(short_id(*found)), id_width) + "  "}},
                   found->summary);
    }
  }
  add_legend(page, run.findings);
  return page;
}

}  // namespace poolprobe
