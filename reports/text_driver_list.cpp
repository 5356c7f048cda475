#include <fmt/format.h>

#include <algorithm>

#include "model/driver_words.hpp"
#include "reports/check_reasons.hpp"
#include "reports/printable_text.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"
#include "reports/verdict_headline.hpp"

namespace poolprobe {
namespace {

/// The result of each driver as it comes, or as it was asked for: the first of its configurations.
using driver_list = std::vector<driver_result const*>;

driver_list listed_drivers(run_record const& run) {
  driver_list all;
  for (auto const& r : run.drivers) {
    if (std::none_of(all.begin(), all.end(), [&r](auto const* one) { return one->driver == r.driver; }))
      all.push_back(&r);
  }
  return all;
}

/// Whether drivers were simulated besides those that the verdict is for and their configurations.
bool is_list(run_record const& run) {
  return std::any_of(run.drivers.begin(), run.drivers.end(), [&run](driver_result const& r) {
    return std::none_of(run.drivers.begin(), run.drivers.end(), [&r](driver_result const& other) {
      return other.required && other.driver == r.driver;
    });
  });
}

template <class Fits>
driver_list those(driver_list const& all, Fits const& fits) {
  driver_list some;
  std::copy_if(all.begin(), all.end(), std::back_inserter(some), [&](auto const* r) { return fits(*r); });
  return some;
}

bool works(driver_result const& r) { return r.outcome == outcome::works; }
bool is_open(driver_result const& r) { return !works(r) && !is_failure(r.outcome); }
bool has_setting(driver_result const& r) { return is_failure(r.outcome) && r.fix_verified; }
bool is_lost(driver_result const& r) { return is_failure(r.outcome) && !r.fix_verified; }
/// Of more statements than the poolers keep (PP113).
bool is_of_many(driver_caveat const& c) { return c.code == "PP113"; }
bool has_caveat_of_many(driver_result const& r) {
  return works(r) && std::any_of(r.caveats.begin(), r.caveats.end(), is_of_many);
}
bool has_caveat_of_error(driver_result const& r) {
  return works(r) && !std::all_of(r.caveats.begin(), r.caveats.end(), is_of_many);
}
bool has_broken_feature(driver_result const& r) {
  return works(r) && std::any_of(r.features.begin(), r.features.end(),
                                 [](feature_result const& f) { return f.outcome != outcome::works; });
}

std::vector<std::string> count_items(driver_list const& all) {
  auto const count = [&all](bool (*fits)(driver_result const&)) { return those(all, fits).size(); };
  std::vector<std::string> items{
      fmt::format("{} {}", counted(count(works), "driver"), count(works) == 1 ? "works" : "work")};
  if (auto const n = count(has_setting); n > 0) items.push_back(fmt::format("{} with a setting", n));
  if (auto const n = count(is_lost); n > 0)
    items.push_back(fmt::format("{} {} not", n, n == 1 ? "does" : "do"));
  if (auto const n = count(is_open); n > 0) items.push_back(fmt::format("{} could not be told", n));
  return items;
}

void add_broken(text_block& page, driver_result const& r, std::size_t width) {
  auto const& look = page.look();
  page.hanging({{"  "},
                {std::string(look.mark(r.outcome)) + " ", text_style::color_of(r.outcome)},
                {padded(look.safe(id_of(r)), width) + "  "}},
               works(r) || is_open(r) ? r.summary : driver_reason_in_short(r));
  if (r.fix.empty()) return;
  add_fix(page, {{"      fix  ", text_color::faint}},
          {without_consequences(without_remark(r.fix)), r.fix_verified});
}

/// The versions that a result is true of, where an older generation has another one.
std::string versions_that_matter(run_record const& run, driver_result const& r) {
  auto const differs = std::any_of(run.drivers.begin(), run.drivers.end(), [&r](driver_result const& other) {
    return other.driver == r.driver && other.generation_of == r.config && other.outcome != r.outcome;
  });
  return differs ? version_remark(r) : std::string();
}

std::string names_of(driver_list const& all, run_record const* with_versions = nullptr) {
  std::string text;
  for (auto const* r : all)
    text += (text.empty() ? "" : ", ") + id_of(*r) +
            (with_versions == nullptr ? std::string() : versions_that_matter(*with_versions, *r));
  return text;
}

void add_names(text_block& page, std::string_view what, driver_list const& all) {
  if (all.empty()) return;
  page.hanging(
      {{fmt::format("  {} ", page.look().signs().bullet)}, {std::string(what) + " ", text_color::faint}},
      names_of(all));
}

}  // namespace

text_block drivers_in_short(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  if (run.offline || !is_list(run)) return page;
  auto const all = listed_drivers(run);
  page.facts(count_items(all), text_color::strong);
  // What no setting helps comes first.
  auto broken = those(all, [](driver_result const& r) { return !works(r) && !has_setting(r); });
  auto const helped = those(all, has_setting);
  broken.insert(broken.end(), helped.begin(), helped.end());
  std::size_t width = 0;
  for (auto const* r : broken) width = std::max(width, display_width(look.safe(id_of(*r))));
  for (auto const* r : broken) add_broken(page, *r, width);
  if (auto const good = those(all, works); !good.empty())
    page.hanging({{"  "}, {std::string(look.mark(outcome::works)) + " ", text_color::good}},
                 names_of(good, &run));
  add_names(page, "with a caveat, an error after an error of its own:", those(all, has_caveat_of_error));
  add_names(page, "with a caveat, where more statements are in use than the poolers keep:",
            those(all, has_caveat_of_many));
  add_names(page, "where not all of cursors and batches work:", those(all, has_broken_feature));
  page.flow({{"  "}}, {"Each configuration: -v", "In a pipeline: --require-driver asyncpg,pgx"},
            text_color::faint);
  return page;
}

}  // namespace poolprobe
