#include <algorithm>

#include "reports/registry.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {

namespace {

/// The first screen of a check; with -v the evidence below it.
text_block check_page(run_record const& run, text_style const& look, std::string title) {
  text_block page(look, look.width());
  if (!title.empty()) page.hanging({{std::move(title), text_color::strong}}, "");
  page.section(check_verdict(run, look));
  if (!look.verbose()) {
    // A terminal of 24 rows, its prompt, and an empty line in between.
    constexpr std::size_t room = 22;
    page.section(check_rest(run, look, room - std::min(page.lines(), room)));
    if (look.in_full()) page.section(details_section(run, look));
    return page;
  }
  page.section(header_section(run, look));
  page.section(drivers_section(run, look));
  page.section(findings_section(run, look));
  page.section(details_section(run, look));
  page.section(cost_section(run, look));
  return page;
}

}  // namespace

text_block run_page(run_record const& run, text_style const& look, std::string title) {
  if (!run.traffic && !run.bench) return check_page(run, look, std::move(title));
  text_block page(look, look.width());
  if (!title.empty()) page.hanging({{std::move(title), text_color::strong}}, "");
  if (run.traffic) {
    page.section(traffic_section(run, look));
    page.section(hazards_section(run, look));
  } else {
    page.section(bench_context_section(run, look));
    page.section(bench_doubts_section(run, look));
    page.section(bench_tables(run, look));
    page.section(broken_strategies_section(run, look));
  }
  page.section(verdict_section(run, look));
  return page;
}

std::string render_verdict_text(run_record const& run, render_options const& options) {
  return early_check_verdict(run, text_style(options)).str();
}

std::string render_text(run_record const& run, render_options const& options) {
  text_style const look(options);
  if (!options.quiet) return run_page(run, look).str();
  if (run.bench) return quiet_bench(run, look).str();
  return (run.traffic ? verdict_section(run, look) : quiet_check(run, look)).str();
}

}  // namespace poolprobe
