#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/driver_words.hpp"
#include "model/target_words.hpp"
#include "reports/printable_text.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

std::vector<cell> label(std::string_view text) {
  return {{padded(std::string(text), 10), text_color::faint}};
}

std::string driver_line(target_info const& target, std::vector<driver_result> const& drivers) {
  if (target.driver) return *target.driver + ": judged for what it needs";
  std::string names;
  for (auto const& r : drivers) {
    if (r.required && !r.generation_of) names += (names.empty() ? "" : ", ") + id_of(r);
  }
  return names.empty() ? "not named, so judged for what most need: named prepared statements"
                       : names + ": judged for what they need";
}

/// Settings that `advice` does not mention.
std::string removed_line(removed_setting const& setting) {
  auto const value = setting.value.empty() ? setting.key : setting.key + "=" + setting.value;
  auto const told = setting.effect != setting_effect::none && setting.effect != setting_effect::mends;
  return told ? "without " + value : fmt::format("without {} ({})", value, setting.meaning);
}

void add_advice(text_block& page, std::vector<advice> const& all) {
  for (auto const& one : all) {
    auto text = fmt::format("{}: {}", one.about, one.says);
    if (!one.remedy.empty()) text += fmt::format(" {} {}", page.look().signs().arrow, one.remedy);
    auto lead = label(&one == all.data() ? "advice" : "");
    lead.push_back({fmt::format("{} ", page.look().signs().bullet)});
    page.hanging(lead, text);
  }
}

void add_evidence(text_block& page, pooler_info const& pooler) {
  for (auto const& item : pooler.evidence) {
    auto text = item.observed;
    if (!item.means.empty()) text += fmt::format(" {} {}", page.look().signs().arrow, item.means);
    text += fmt::format(" [{}]", item.signal);
    auto lead = label(&item == pooler.evidence.data() ? "evidence" : "");
    lead.push_back({fmt::format("{} ", page.look().signs().bullet)});
    page.hanging(lead, text);
  }
}

}  // namespace

text_block target_section(target_info const& target, std::vector<driver_result> const& drivers,
                          text_style const& look) {
  text_block page(look, look.width());
  page.hanging(label("target"), fmt::format("{} (from: {})", target.display, target.source),
               text_color::strong);
  for (auto const& setting : target.settings_removed) page.hanging(label(""), removed_line(setting));
  if (auto const address = address_words(target); !address.empty()) page.hanging(label("address"), address);
  page.hanging(label("driver"), driver_line(target, drivers));
  add_advice(page, target.advice);
  return page;
}

text_block header_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  page.hanging({{run.tool.name + " " + run.tool.version, text_color::strong}}, "");
  page.indented({}, target_section(run.target, run.drivers, look));
  if (run.offline) return page;
  page.hanging(label("server"),
               run.server.version.empty() ? "version not known" : "PostgreSQL " + run.server.version);
  page.hanging(label("pooler"), pooler_words(run.pooler), text_color::strong);
  if (run.pooler.present != certainty::no) {
    page.hanging(label(""), explained(run.pooler.pool_mode));
    page.hanging(label(""), explained(run.pooler.prepared_statements));
  }
  add_evidence(page, run.pooler);
  return page;
}

}  // namespace poolprobe
