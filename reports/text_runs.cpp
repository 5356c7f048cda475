#include <fmt/format.h>

#include <algorithm>

#include "model/target_words.hpp"
#include "reports/printable_text.hpp"
#include "reports/registry.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

std::vector<cell> label(std::string_view text) {
  return {{padded(std::string(text), 10), text_color::faint}};
}

std::string word_and_exit(run_record const& run) {
  return fmt::format("{} (exit {})", words_of(run).word, static_cast<int>(run.verdict.exit_code));
}

/// What a host came to, and which pooler is there.
std::string told_of(run_record const& run) {
  auto const pooler = pooler_in_short(run);
  return word_and_exit(run) + (pooler.empty() ? "" : ": " + pooler);
}

void add_hosts(text_block& page, run_set const& all) {
  auto const& look = page.look();
  std::size_t width = 0;
  for (auto const& run : all.runs) width = std::max(width, display_width(look.safe(place_of(run.target))));
  for (auto const& run : all.runs) {
    auto const known = words_of(run);
    auto const color = text_style::color_of(known.mark);
    auto lead = label(&run == all.runs.data() ? "hosts" : "");
    lead.push_back({std::string(look.mark(known.mark)) + " ", color});
    lead.push_back({padded(look.safe(place_of(run.target)), width + 2), text_color::strong});
    page.hanging(lead, told_of(run));
  }
}

text_block summary(run_set const& all, text_style const& look) {
  text_block page(look, look.width());
  if (!all.runs.empty()) {
    auto const& tool = all.runs.front().tool;
    page.hanging({{tool.name + " " + tool.version, text_color::strong}},
                 fmt::format(": {} hosts, each judged by itself", all.runs.size()));
  }
  add_hosts(page, all);
  page.section(verdict_lines(all.verdict, words_of(all.verdict), look));
  return page;
}

/// A host that was never connected to has nothing to show but why.
text_block host_page(run_record const& run, std::string title, text_style const& look) {
  if (run.cost.connections > 0) return run_page(run, look, std::move(title));
  text_block page(look, look.width());
  page.hanging({{std::move(title), text_color::strong}}, "");
  page.indented({}, target_section(run.target, look));
  page.section(verdict_lines(run.verdict, words_of(run), look));
  return page;
}

}  // namespace

std::string render_runs_text(run_set const& all, render_options const& options) {
  text_style const look(options);
  text_block page(look, look.width());
  page.section(summary(all, look));
  if (options.quiet) return page.str();
  for (std::size_t i = 0; i < all.runs.size(); ++i) {
    auto const& run = all.runs[i];
    page.blank();
    page.section(
        host_page(run, fmt::format("host {} of {}: {}", i + 1, all.runs.size(), place_of(run.target)), look));
  }
  return page.str();
}

}  // namespace poolprobe
