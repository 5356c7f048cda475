#include "connection_text/split_hosts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "connection_text/connection_lint.hpp"
#include "connection_text/several_hosts.hpp"
#include "conninfo/display_url.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "drivers/driver.hpp"
#include "text/ascii.hpp"
#include "text/split.hpp"

namespace poolprobe {
namespace {

/// One host of several, as libpq would go there.
struct host_entry {
  std::string host;
  std::string address;  ///< hostaddr; empty: the host is looked up
  std::string port;
  auto operator<=>(host_entry const&) const = default;
};

/// An item of a list; a list of one holds for all hosts.
std::string item_of(std::vector<std::string_view> const& list, std::size_t i) {
  return std::string(list[std::min(i, list.size() - 1)]);
}

std::vector<host_entry> entries_of(resolved_target const& all) {
  auto const hosts = split(all.host, ',');
  auto const addresses = split(all.hostaddr, ',');
  auto const ports = split(all.port, ',');
  std::vector<host_entry> entries;
  std::set<host_entry> known;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    host_entry entry{item_of(hosts, i), item_of(addresses, i), item_of(ports, i)};
    if (known.insert(entry).second) entries.push_back(std::move(entry));
  }
  return entries;
}

constexpr std::string_view chooses_session = "target_session_attrs";
constexpr std::string_view chooses_order = "load_balance_hosts";

bool is_about_place(std::string_view key) {
  return key == "host" || key == "hostaddr" || key == "port" || key == chooses_session ||
         key == chooses_order;
}

target at(target const& all, host_entry const& entry) {
  auto one = all;
  std::erase_if(one.parameters, [](auto const& p) { return is_about_place(p.first); });
  one.parameters.emplace_back("host", entry.host);
  if (!entry.address.empty()) one.parameters.emplace_back("hostaddr", entry.address);
  one.parameters.emplace_back("port", entry.port);
  // Else the environment or a service would choose.
  one.parameters.emplace_back(chooses_session, "any");
  if (is_libpq_key(chooses_order)) one.parameters.emplace_back(chooses_order, "disable");
  one.shown.host = entry.host;
  one.shown.port = entry.port;
  one.shown.display = display_url(one.shown, value_of(all.parameters, "sslmode"));
  auto const exposed = std::any_of(all.shown.advice.begin(), all.shown.advice.end(),
                                   [](advice const& a) { return a.kind == advice_kind::exposed; });
  one.shown.advice = advice_on(one.shown, all.parameters, exposed);
  return one;
}

/// A key that chooses among hosts, as the text has it, and whether it does.
struct choice_key {
  std::string written;
  bool chooses = false;
};

std::string letters_of(std::string_view key) {
  std::string letters;
  for (char const c : key) {
    if (c != ' ' && c != '_' && c != '-') letters += lower_case(c);
  }
  return letters;
}

/// libpq would refuse another word when it connects, but each host is connected to without the choice; and
/// what is no such word must not be shown.
void check_word(std::string_view key, std::string const& value,
                std::initializer_list<std::string_view> words) {
  if (value.empty() || std::find(words.begin(), words.end(), letters_of(value)) != words.end()) return;
  refuse(fmt::format("the value of {} is none that libpq takes", key),
         "PostgreSQL's documentation, chapter \"Database Connection Control Functions\", lists them");
}

void check_choice(resolved_target const& all) {
  check_word(chooses_session, all.session_attrs,
             {"any", "readwrite", "readonly", "primary", "standby", "preferstandby", "preferprimary"});
  check_word(chooses_order, all.load_balance, {"disable", "random"});
}

/// What libpq makes of its own key, else what a driver makes of the one that it has for the same.
choice_key find_key(target const& from, std::string_view libpq_key, std::string const& libpq_value,
                    std::initializer_list<std::string_view> names, std::string_view does_nothing) {
  choice_key found{fmt::format("{}={}", libpq_key, libpq_value),
                   !libpq_value.empty() && libpq_value != does_nothing};
  for (auto const& s : from.shown.settings_removed) {
    if (std::find(names.begin(), names.end(), letters_of(s.key)) == names.end()) continue;
    auto const value = letters_of(s.value);
    found = {s.value.empty() ? s.key : fmt::format("{}={}", s.key, s.value),
             value != does_nothing && value != "false"};
  }
  return found;
}

std::string chooser_of(driver const* client) {
  if (client == nullptr) return "libpq";
  auto const since = takes_hosts_since(client->id);
  return since.empty() ? std::string(client->name) : fmt::format("{} (since {})", client->name, since);
}

}  // namespace

std::vector<target> split_hosts(target const& all) {
  if (all.shown.host.find(',') == std::string::npos) return {all};
  auto const libpq = resolve(all.parameters, all.password);
  check_choice(libpq);
  std::vector<target> hosts;
  for (auto const& entry : entries_of(libpq)) hosts.push_back(at(all, entry));
  return hosts;
}

std::string host_choice(target const& all, std::string_view driver) {
  auto const* const client =
      find_driver(driver.empty() ? all.shown.driver.value_or("") : std::string(driver)).driver;
  if (client != nullptr) {
    if (auto const why = objection_to_hosts(all, client->id); !why.empty())
      return fmt::format("{} does not start with several hosts: {}", client->name, why);
  }
  auto const libpq = resolve(all.parameters, all.password);
  auto const fits = find_key(all, chooses_session, libpq.session_attrs,
                             {"targetsessionattrs", "targetsessionattributes", "targetservertype"}, "any");
  auto const shuffles = find_key(all, chooses_order, libpq.load_balance, {"loadbalancehosts"}, "disable");
  return fmt::format(
      "{} tries them in {} order{} and uses the first that {}; each was judged here{}", chooser_of(client),
      shuffles.chooses ? "random" : "this", shuffles.chooses ? fmt::format(" ({})", shuffles.written) : "",
      fits.chooses ? "fits " + fits.written : "answers", fits.chooses ? ", whether it fits or not" : "");
}

}  // namespace poolprobe
