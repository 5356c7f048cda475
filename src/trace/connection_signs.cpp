#include "trace/connection_signs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "drivers/framework_names.hpp"

namespace poolprobe::trace {
namespace {

/// "A, B and C".
std::string listed(std::vector<std::string> const& all, std::string_view conjunction) {
  std::string text;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (at > 0) text += at + 1 < all.size() ? ", " : fmt::format(" {} ", conjunction);
    text += all[at];
  }
  return text;
}

std::string names_of(driver_list const& drivers) {
  std::vector<std::string> names;
  for (auto const* d : drivers) names.emplace_back(d->name);
  return listed(names, "or");
}

constexpr std::string_view tools[] = {"psql", "pgbench", "pg_dump"};

}  // namespace

void connection_signs::note(sign made) {
  auto const is_same = [&made](sign const& s) { return s.kind == made.kind && s.drivers == made.drivers; };
  if (std::none_of(signs_.begin(), signs_.end(), is_same)) signs_.push_back(std::move(made));
}

void connection_signs::login(startup_parameters const& parameters) {
  auto found = read_login(parameters);
  auto const how = found.parameters.empty() ? kind::no_parameters
                   : found.only_encoding    ? kind::encoding
                                            : kind::login;
  if (!found.drivers.empty())
    note({how, fmt::format("logs in with {}", found.parameters), std::move(found.drivers)});
  for (auto const& [name, value] : parameters) {
    if (name == "application_name") application(value);
  }
}

/// A driver that says its own name, a tool, or an application on top of a driver.
void connection_signs::application(std::string const& name) {
  auto const says = fmt::format("logs in with application_name={}", name);
  if (auto drivers = drivers_by_application(name); !drivers.empty())
    return note({kind::name, says, std::move(drivers)});
  if (std::find(std::begin(tools), std::end(tools), name) != std::end(tools)) tool_ = {{}, name, says, 1};
  for (auto const& framework : framework_entries()) {
    if (!framework.application_name.empty() && name.starts_with(framework.application_name))
      tool_ = {{framework.drivers.begin(), framework.drivers.end()}, std::string(framework.name), says, 1};
  }
}

void connection_signs::parse(std::string_view name, std::string_view sql) {
  parsed_ = true;
  own_sql(sql, true);
  if (name.empty() || names_ >= most_names) return;
  ++names_;
  auto const* const known = recognise_name(name);
  if (known == nullptr || (known->general && known->drivers.empty())) return;
  auto const who = known->drivers.empty() ? std::string(known->who) : "";
  note({known->general ? kind::general_name : kind::name, fmt::format("names a statement {}", name),
        drivers_by_name(name, *known), who});
}

void connection_signs::query(std::string_view sql) {
  queried_ = true;
  own_sql(sql, false);
}

void connection_signs::own_sql(std::string_view sql, bool parsed) {
  constexpr std::size_t longest = 60;
  if (texts_ >= most_texts) return;
  ++texts_;
  if (auto drivers = drivers_by_sql(sql, parsed); !drivers.empty())
    note({kind::own_sql, fmt::format("sends {}", sql.substr(0, longest)), std::move(drivers)});
}

void connection_signs::message_group(std::vector<notation::message> const& steps) {
  ++groups_;
  if (auto drivers = drivers_by_messages(steps); !drivers.empty())
    note({kind::messages, fmt::format("sends {}", notation::print_notation(steps)), std::move(drivers)});
}

std::vector<connection_signs::sign> connection_signs::by_sureness() const {
  auto sorted = signs_;
  if (queried_ && !parsed_)
    sorted.push_back({kind::simple_only, "sends simple queries only", drivers_with_simple_queries()});
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](sign const& a, sign const& b) { return a.kind < b.kind; });
  return sorted;
}

/// Each sign leaves of the drivers that fitted so far those that it fits too; one that fits none of them is
/// about something else, perhaps a name that the program gave.
std::optional<connection_signs::conclusion> connection_signs::conclude() const {
  if (tool_) return conclusion{{}, *tool_, kind::name};
  conclusion found;
  std::string who;
  std::vector<std::string> said;
  for (auto const& each : by_sureness()) {
    auto const fit = found.drivers.empty()            ? each.drivers
                     : each.kind == kind::simple_only ? common(each.drivers, found.drivers)
                                                      : common(found.drivers, each.drivers);
    auto const is_first = said.empty() && each.kind != kind::no_parameters;
    if (fit.empty() && (each.who.empty() || !is_first)) continue;
    if (!is_first && fit.size() == found.drivers.size()) continue;
    if (each.kind == kind::encoding && !is_first && found.surest == kind::name) continue;
    if (is_first) found.surest = each.kind;
    found.drivers = fit;
    who = fit.empty() ? each.who : "";
    if (each.kind != kind::no_parameters) said.push_back(each.text);
    if (!who.empty()) break;
  }
  if (said.empty()) return std::nullopt;
  found.told.sign = listed(said, "and");
  found.told.who = who.empty() ? names_of(found.drivers) : who;
  for (auto const* d : found.drivers) found.told.drivers.emplace_back(d->id);
  found.told.count = 1;
  return found;
}

}  // namespace poolprobe::trace
