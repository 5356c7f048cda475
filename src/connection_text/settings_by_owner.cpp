#include "connection_text/settings_by_owner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "connection_text/driver_keys.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "drivers/driver.hpp"
#include "text/nearest.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view name_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

bool is_plain(std::string_view text) {
  constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest &&
         text.find_first_not_of(name_characters) == std::string_view::npos;
}

bool may_be_shown(setting const& s) { return s.may_be_named && is_plain(s.key); }

void put(parameter_list& parameters, std::string key, std::string value) {
  if (key == "sslmode") {
    constexpr std::array<std::string_view, 6> modes{"disable", "allow",     "prefer",
                                                    "require", "verify-ca", "verify-full"};
    if (std::find(modes.begin(), modes.end(), value) == modes.end()) {
      refuse("the value of sslmode is none that libpq knows",
             "one of disable, allow, prefer, require, verify-ca, verify-full");
    }
  }
  auto const same =
      std::find_if(parameters.begin(), parameters.end(), [&](auto const& p) { return p.first == key; });
  if (same == parameters.end()) {
    parameters.emplace_back(std::move(key), std::move(value));
  } else {
    same->second = std::move(value);
  }
}

/// A driver setting with the row of the table that explains it.
struct recognised {
  driver_key const* row;
  removed_setting removed;
};

void put(std::vector<recognised>& all, recognised one) {
  auto const same = std::find_if(all.begin(), all.end(),
                                 [&](recognised const& r) { return r.removed.key == one.removed.key; });
  if (same == all.end()) {
    all.push_back(std::move(one));
  } else {
    *same = std::move(one);
  }
}

[[noreturn]] void refuse_unknown(setting const& s) {
  std::vector<std::string> known = libpq_keys();
  for (auto const& row : driver_keys()) known.emplace_back(row.key);
  auto const meant = nearest(s.key, known);
  auto const name = may_be_shown(s) ? fmt::format("the key \"{}\"", s.key) : std::string{"a key"};
  refuse(fmt::format("neither libpq nor any driver takes {} of the connection text", name),
         meant.empty()
             ? std::string{"leave it out, unless a newer libpq knows it; in the password of a URL write "
                           "& as %26 and = as %3D, elsewhere quote it"}
             : fmt::format("did you mean {}?", meant));
}

std::string foreign_meaning(driver_key const& row, std::string_view driver) {
  auto const owner = find_driver(row.driver).driver, user = find_driver(driver).driver;
  return fmt::format("a key of {}, not of {}: {}", owner->name, user->name, row.meaning);
}

/// Null where the key is no driver's either.
std::optional<recognised> recognise(setting const& s, dialect const& rules) {
  auto const* row = find_driver_key(s.key, s.value, rules.driver);
  if (row == nullptr) return std::nullopt;
  bool const hide = row->value.empty() && (!s.may_be_named || sounds_secret(s.key) || !is_plain(s.value));
  bool const foreign = !rules.driver.empty() && !row->driver.empty() && row->driver != rules.driver;
  return recognised{row,
                    {s.key,
                     hide ? std::string{} : s.value,
                     foreign ? foreign_meaning(*row, rules.driver) : std::string{row->meaning},
                     {}}};
}

/// The driver of the prefix, else the only one that the keys belong to; its configuration is the last in its
/// own table that a key selects (pgjdbc: simple mode leaves nothing for a threshold to do).
std::optional<std::string> driver_of(std::vector<recognised> const& all, std::string_view from_prefix) {
  auto id = from_prefix;
  if (id.empty()) {
    for (auto const& one : all) {
      if (one.row->driver.empty() || one.row->driver == id) continue;
      if (!id.empty()) return std::nullopt;
      id = one.row->driver;
    }
  }
  auto const* known = find_driver(id).driver;
  if (known == nullptr) return std::nullopt;
  std::string_view config;
  for (auto const& candidate : known->configs) {
    bool const selected = std::any_of(all.begin(), all.end(), [&](recognised const& one) {
      return one.row->driver == id && !one.row->config.empty() && one.row->config == candidate.id;
    });
    if (selected) config = candidate.id;
  }
  return config.empty() ? std::string{id} : fmt::format("{}:{}", id, config);
}

setting_effect effect_of(effect of) {
  return of == effect::fixes  ? setting_effect::mends
         : of == effect::trap ? setting_effect::trap
                              : setting_effect::none;
}

/// What a driver makes of a key that it does not know.
setting_effect as_unknown_key(unknown_key rule) {
  switch (rule) {
    case unknown_key::refused:
      return setting_effect::fails;
    case unknown_key::startup:
      return setting_effect::startup;
    case unknown_key::ignored:
      return setting_effect::ignored;
    case unknown_key::not_known:
      return setting_effect::none;
  }
  return setting_effect::none;
}

/// The effect of a key on the driver that has it. Prisma sends its schema otherwise with
/// pgbouncer=true.
setting_effect as_own_key(driver_key const& row, driver_choice const& user) {
  switch (row.effect) {
    case key_effect::startup:
      return user.driver->id == "prisma-6" && user.config->id == "pgbouncer" ? setting_effect::none
                                                                             : setting_effect::startup;
    case key_effect::fails:
      return setting_effect::fails;
    case key_effect::useless:
      return setting_effect::trap;
    case key_effect::as_config: {
      auto const choice = find_driver(fmt::format("{}:{}", row.driver, row.config));
      return choice.config == nullptr ? setting_effect::none : effect_of(choice.config->effect);
    }
  }
  return setting_effect::none;
}

/// node-postgres takes these from its URL.
bool takes_timeouts(driver const& reader) { return reader.id == "node-postgres"; }

/// Poolers take it from the startup packet, and keep it for each client.
bool is_time_zone(std::string_view key) {
  return key == "timezone" || key == "TimeZone" || key == "time_zone";
}

setting_effect effect_of(driver_key const& row, driver_choice const& user) {
  if (row.key == "load_balance_hosts") return setting_effect::none;  // a driver's libpq may be a later one
  if (is_time_zone(row.key)) {
    auto const refused =
        user.driver != nullptr && reader_of_text(*user.driver).unknown_key == unknown_key::refused;
    return refused ? setting_effect::fails : setting_effect::none;
  }
  if (user.driver == nullptr) {
    if (row.effect == key_effect::startup) return setting_effect::startup;
    return row.effect == key_effect::as_config ? setting_effect::none : setting_effect::trap;
  }
  if (row.driver == user.driver->id) return as_own_key(row, user);
  auto const& reader = reader_of_text(*user.driver);
  if (row.driver.empty() && row.key.ends_with("_timeout") && takes_timeouts(reader))
    return setting_effect::startup;
  return as_unknown_key(reader.unknown_key);
}

constexpr char const* nobodys_key = "no key of libpq, and none that poolprobe knows of a driver";

/// A key that no driver has, of which the driver makes a startup parameter.
void send_unknown(setting const& s, separated& result) {
  auto const value = sounds_secret(s.key) || !is_plain(s.value) ? std::string() : s.value;
  result.removed.push_back({s.key, value, nobodys_key, setting_effect::startup});
  result.startup.push_back({s.key, value, s.key, false});
}

/// Fills in the effect of each key, now that the driver is known.
void judge_keys(std::vector<recognised>& all, separated& result) {
  auto const user = find_driver(result.driver.value_or(""));
  for (auto& [row, removed] : all) {
    removed.effect = effect_of(*row, user);
    if (removed.effect != setting_effect::startup || user.driver == nullptr) continue;
    auto const name = row->sent_as.empty() ? row->key : row->sent_as;
    result.startup.push_back({std::string(name), removed.value, removed.key});
  }
}

}  // namespace

separated separate(std::vector<setting> const& settings, dialect const& rules) {
  separated result;
  std::vector<recognised> drivers_own;
  for (auto const& s : settings) {
    auto const* t = find_translation(s.key, s.value, rules.driver);
    if (s.key == "password" || (t != nullptr && t->libpq_key == "password")) {
      result.password = secret{s.value};
    } else if (t != nullptr) {
      put(result.parameters, std::string{t->libpq_key},
          t->libpq_value == "*" ? s.value : std::string{t->libpq_value});
    } else if (is_libpq_key(s.key)) {
      put(result.parameters, s.key, s.value);
    } else if (auto own = recognise(s, rules)) {
      put(drivers_own, *std::move(own));
    } else if (rules.unknown_keys == unknown_keys::refuse) {
      refuse_unknown(s);
    } else if (rules.unknown_keys == unknown_keys::send && may_be_shown(s)) {
      send_unknown(s, result);
    } else {
      result.removed.push_back(
          {may_be_shown(s) ? s.key : std::string{"(not shown)"}, "", nobodys_key, setting_effect::ignored});
    }
  }
  result.driver = driver_of(drivers_own, rules.driver);
  judge_keys(drivers_own, result);
  for (auto& one : drivers_own) result.removed.push_back(std::move(one.removed));
  return result;
}

}  // namespace poolprobe
