#include "trace/fill_run_record.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "text/ascii.hpp"
#include "trace/sql_effects.hpp"

namespace poolprobe::trace {
namespace {

hazard as_hazard(seen_hazard const& seen, bool anonymize) {
  auto const& kind = kind_of(seen.code);
  auto const is_sql = seen.code != hazard_code::startup_parameter;
  auto text = anonymize && is_sql ? normalised(seen.statement).value_or("") : seen.statement;
  return {.code = std::string(kind.code),
          .id = std::string(kind.id),
          .title = std::string(kind.title),
          .statement = std::move(text),
          .name = seen.name,
          .connection = seen.first.connection,
          .transaction = seen.first.transaction,
          .count = seen.count,
          .without_support = kind.without,
          .with_support = kind.with,
          .explanation = std::string(kind.explanation),
          .fix = std::string(kind.fix)};
}

/// An error that the program meets, or what other clients meet.
std::string summary_of(hazard_kind const& kind) {
  if (!kind.sqlstate.empty()) return fmt::format("{} where {}", kind.sqlstate, kind.title);
  std::string effect(kind.explanation.substr(0, kind.explanation.find(';')));
  if (!effect.empty()) effect.front() = lower_case(effect.front());
  return fmt::format("{}: {}", kind.title, effect);
}

/// One for each kind that is a caveat with the pooler that is judged for; the hazards are in the order of the
/// kinds.
std::vector<driver_caveat> caveats_of(std::vector<seen_hazard> const& hazards, bool with_support) {
  std::vector<driver_caveat> all;
  hazard_kind const* last = nullptr;
  for (auto const& each : hazards) {
    auto const& kind = kind_of(each.code);
    if (std::exchange(last, &kind) == &kind) continue;
    if (judged_impact(kind.without, kind.with, with_support) != impact::caveat) continue;
    all.push_back(
        {.code = kind.probes.empty() ? "" : std::string(kind.probes.front()),
         .sqlstate = kind.sqlstate.empty() ? std::nullopt : std::optional(std::string(kind.sqlstate)),
         .summary = summary_of(kind),
         .fix = std::string(kind.fix)});
  }
  return all;
}

}  // namespace

void fill_run_record(application const& seen, bool anonymize, run_record& into) {
  auto const hazards = seen.hazards.all();
  for (auto const& each : hazards) into.hazards.push_back(as_hazard(each, anonymize));
  auto& traffic = into.traffic ? *into.traffic : into.traffic.emplace();
  auto const& counts = seen.counts;
  traffic.connections = counts.connections;
  traffic.logins = counts.logins;
  traffic.unreachable = counts.unreachable;
  traffic.cancels = counts.cancels;
  traffic.transactions = counts.transactions;
  traffic.statements = counts.statements;
  traffic.not_understood = counts.not_sql;
  traffic.too_long = counts.too_long;
  traffic.lost_connections = counts.lost;
  traffic.names_left_out = seen.names.left_out();
  traffic.hazards_left_out = seen.hazards.left_out();
  traffic.caveats = caveats_of(hazards, traffic.prepared_support);
  for (auto& each : seen.drivers.all())
    traffic.drivers.push_back({std::move(each.drivers), std::move(each.who), std::move(each.sign)});
}

}  // namespace poolprobe::trace
