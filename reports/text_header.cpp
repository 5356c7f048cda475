#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "reports/printable.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

/// So many pieces of evidence are shown without --verbose; the survey lists the strongest first.
constexpr std::size_t decisive_evidence = 3;

struct product_name {
  std::string_view id;
  std::string_view name;  ///< as the project spells itself
};
constexpr std::array<product_name, 9> products{{{"pgbouncer", "PgBouncer"},
                                                {"odyssey", "Odyssey"},
                                                {"pgcat", "PgCat"},
                                                {"pgdog", "PgDog"},
                                                {"supavisor", "Supavisor"},
                                                {"pgagroal", "pgagroal"},
                                                {"pgpool", "Pgpool-II"},
                                                {"rds-proxy", "RDS Proxy"},
                                                {"unknown", "a pooler of unknown make"}}};

std::string_view name_of(std::string_view product) {
  auto const found = std::find_if(products.begin(), products.end(),
                                  [product](product_name const& row) { return row.id == product; });
  return found == products.end() ? product : found->name;
}

std::string_view explained(pool_mode mode) {
  switch (mode) {
    case pool_mode::transaction:
      return "transaction mode: a transaction may run on any server connection";
    case pool_mode::session:
      return "session mode: one server connection until you disconnect";
    case pool_mode::statement:
      return "statement mode: a statement may run on any server connection; no BEGIN";
    case pool_mode::none:
      return "no pooling of connections was seen";
    case pool_mode::unknown:
      break;
  }
  return "its pool mode is not known";
}

std::string_view explained(support value) {
  switch (value) {
    case support::supported:
      return "named prepared statements outlive the transaction";
    case support::unsupported:
      return "named prepared statements do not outlive the transaction";
    case support::unknown:
      break;
  }
  return "whether named prepared statements outlive the transaction is not known";
}

std::string pooler_line(pooler_info const& pooler) {
  if (pooler.present == certainty::no) return "none: this is the server itself";
  if (pooler.present == certainty::unknown) return "could not tell whether there is one";
  std::string line(name_of(pooler.product));
  if (pooler.version) {
    bool const exact =
        !pooler.version->empty() && pooler.version->front() >= '0' && pooler.version->front() <= '9';
    line += (exact ? " " : ", version ") + *pooler.version;
  } else if (pooler.product != "unknown") {
    line += ", version not known";
  }
  if (pooler.layers > 1) line += fmt::format(" ({} poolers, one behind the other)", pooler.layers);
  return line;
}

std::vector<cell> label(std::string_view text) { return {{padded(std::string(text), 10), ink::faint}}; }

std::string driver_line(target_info const& target) {
  if (!target.driver) return "not named, so judged for what most need: named prepared statements";
  return *target.driver + ": judged for what it needs";
}

/// Beside those that `advice` tells about.
std::string removed_line(removed_setting const& setting) {
  auto const value = setting.value.empty() ? setting.key : setting.key + "=" + setting.value;
  auto const told = !setting.effect.empty() && setting.effect != "mends";
  return told ? "without " + value : fmt::format("without {} ({})", value, setting.meaning);
}

void add_advice(sheet& page, std::vector<advice> const& all) {
  for (auto const& one : all) {
    auto text = fmt::format("{}: {}", one.about, one.says);
    if (!one.remedy.empty()) text += fmt::format(" {} {}", page.look().signs().arrow, one.remedy);
    auto lead = label(&one == all.data() ? "advice" : "");
    lead.push_back({fmt::format("{} ", page.look().signs().bullet)});
    page.hanging(lead, text);
  }
}

void add_evidence(sheet& page, pooler_info const& pooler) {
  auto const& all = pooler.evidence;
  auto const shown = page.look().verbose() ? all.size() : std::min(all.size(), decisive_evidence);
  for (std::size_t at = 0; at < shown; ++at) {
    auto const& item = all[at];
    auto text = item.observed;
    if (!item.means.empty()) text += fmt::format(" {} {}", page.look().signs().arrow, item.means);
    if (page.look().verbose()) text += fmt::format(" [{}]", item.signal);
    auto lead = label(at == 0 ? "evidence" : "");
    lead.push_back({fmt::format("{} ", page.look().signs().bullet)});
    page.hanging(lead, text);
  }
  if (shown < all.size())
    page.hanging(label(""), fmt::format("  ({} more with --verbose)", all.size() - shown), ink::faint);
}

}  // namespace

sheet target_section(target_info const& target, style const& look) {
  sheet page(look, look.width());
  page.hanging(label("target"), fmt::format("{} (from: {})", target.display, target.source), ink::strong);
  for (auto const& setting : target.settings_removed) page.hanging(label(""), removed_line(setting));
  page.hanging(label("driver"), driver_line(target));
  add_advice(page, target.advice);
  return page;
}

sheet header_section(run_record const& run, style const& look) {
  sheet page(look, look.width());
  page.hanging({{run.tool.name + " " + run.tool.version, ink::strong}}, "");
  page.inset({}, target_section(run.target, look));
  if (run.offline) return page;
  page.hanging(label("server"),
               run.server.version.empty() ? "version not known" : "PostgreSQL " + run.server.version);
  page.hanging(label("pooler"), pooler_line(run.pooler), ink::strong);
  if (run.pooler.present != certainty::no) {
    page.hanging(label(""), explained(run.pooler.pool_mode));
    page.hanging(label(""), explained(run.pooler.prepared_statements));
  }
  add_evidence(page, run.pooler);
  return page;
}

}  // namespace poolprobe
