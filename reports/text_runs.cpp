#include <fmt/format.h>

#include "model/target_words.hpp"
#include "reports/check_reasons.hpp"
#include "reports/registry.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

/// A host in a few lines: what it came to, what is there, and the first fix.
text_block host_in_short(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  auto known = words_of(run);
  auto const color = text_style::color_of(known.mark);
  // A failure to connect names the host by itself.
  if (auto const again = fmt::format(": {}: ", place_of(run.target)); known.meaning.starts_with(again))
    known.meaning.erase(0, again.size() - 2);
  page.hanging(
      {{std::string(look.mark(known.mark)) + " ", color}, {place_of(run.target) + "  ", text_color::strong}},
      fmt::format("{} (exit {}){}", known.word, static_cast<int>(run.verdict.exit_code), known.meaning),
      color);
  std::vector<std::string> items;
  if (auto pooler = pooler_in_short(run); !pooler.empty()) items.push_back(std::move(pooler));
  if (!run.server.version.empty()) items.push_back("PostgreSQL " + short_version(run.server));
  if (auto const address = address_words(run.target); !address.empty()) items.push_back(address);
  if (!items.empty()) page.flow({{"    "}}, items, look.signs().between, text_color::plain);
  return page;
}

void add_first_fix(text_block& page, run_record const& run) {
  auto const fixes = check_fixes(run);
  if (!fixes.empty()) add_fix(page, {{"    fix  ", text_color::faint}}, fixes.front());
}

void add_hosts(text_block& page, run_set const& all) {
  for (auto const& run : all.runs) {
    page.section(host_in_short(run, page.look()));
    add_first_fix(page, run);
  }
}

/// What is said of all hosts together: the last reason, where no host has it.
std::string remark_of(run_set const& all) {
  auto const& reasons = all.verdict.reasons;
  return reasons.size() > all.runs.size() ? reasons.back() : std::string();
}

text_block summary(run_set const& all, text_style const& look, bool quiet) {
  text_block page(look, look.width());
  auto const known = words_of(all.verdict);
  auto const color = text_style::color_of(known.mark);
  page.hanging({{std::string(look.mark(known.mark)) + " ", color}},
               fmt::format("{} (exit {}): the gravest of {} hosts, each judged by itself",
                           upper_case(known.word), static_cast<int>(all.verdict.exit_code), all.runs.size()),
               color);
  add_hosts(page, all);
  if (auto const remark = remark_of(all); !remark.empty() && !quiet) {
    page.blank();
    page.hanging({{"  "}}, remark);
  }
  return page;
}

/// A host that was never connected to has nothing to show but why.
text_block host_page(run_record const& run, std::string title, text_style const& look) {
  if (run.cost.connections > 0) return run_page(run, look, std::move(title));
  text_block page(look, look.width());
  page.hanging({{std::move(title), text_color::strong}}, "");
  page.section(check_verdict(run, look));
  return page;
}

}  // namespace

std::string render_runs_text(run_set const& all, render_options const& options) {
  text_style const look(options);
  text_block page(look, look.width());
  page.section(summary(all, look, options.quiet));
  if (options.quiet) return page.str();
  if (!look.verbose() && !look.in_full()) {
    page.blank();
    page.flow({{"  "}}, {"Each host in full: -v", "One of them: poolprobe check with that host alone"},
              text_color::faint);
    return page.str();
  }
  for (std::size_t i = 0; i < all.runs.size(); ++i) {
    auto const& run = all.runs[i];
    page.blank();
    page.section(
        host_page(run, fmt::format("host {} of {}: {}", i + 1, all.runs.size(), place_of(run.target)), look));
  }
  return page.str();
}

}  // namespace poolprobe
