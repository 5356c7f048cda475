#include "reports/driver_comparison_table.hpp"
#include "reports/registry.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {

std::string render_text(run_record const& run, render_options const& options) {
  text_style const look(options);
  text_block page(look, look.width());
  if (options.quiet) {
    page.section(verdict_section(run, look));
    return page.str();
  }
  if (run.traffic) {
    page.section(traffic_section(run, look));
    page.section(hazards_section(run, look));
    page.section(verdict_section(run, look));
    return page.str();
  }
  if (run.bench) {
    page.section(bench_context_section(run, look));
    if (is_driver_comparison(run)) page.section(driver_comparison_section(run, look));
    if (!is_driver_comparison(run) || look.verbose()) page.section(measurements_section(run, look));
    page.section(bench_notes_section(run, look));
    page.section(verdict_section(run, look));
    return page.str();
  }
  page.section(header_section(run, look));
  page.section(drivers_section(run, look));
  page.section(findings_section(run, look));
  page.section(details_section(run, look));
  page.section(verdict_section(run, look));
  return page.str();
}

}  // namespace poolprobe
