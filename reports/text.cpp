#include "reports/driver_comparison_table.hpp"
#include "reports/registry.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {

text_block run_page(run_record const& run, text_style const& look, std::string title) {
  text_block page(look, look.width());
  if (!run.traffic && !run.bench) {
    page.section(header_section(run, look, std::move(title)));
    page.section(drivers_section(run, look));
    page.section(findings_section(run, look));
    page.section(details_section(run, look));
  } else if (!title.empty()) {
    page.hanging({{std::move(title), text_color::strong}}, "");
  }
  if (run.traffic) {
    page.section(traffic_section(run, look));
    page.section(hazards_section(run, look));
  } else if (run.bench) {
    page.section(bench_context_section(run, look));
    if (is_driver_comparison(run)) page.section(driver_comparison_section(run, look));
    if (!is_driver_comparison(run) || look.verbose()) page.section(measurements_section(run, look));
    page.section(bench_notes_section(run, look));
  }
  page.section(verdict_section(run, look));
  return page;
}

std::string render_text(run_record const& run, render_options const& options) {
  text_style const look(options);
  return options.quiet ? verdict_section(run, look).str() : run_page(run, look).str();
}

}  // namespace poolprobe
