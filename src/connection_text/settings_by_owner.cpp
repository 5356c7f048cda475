#include "connection_text/settings_by_owner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "connection_text/driver_keys.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "conninfo/libpq_values.hpp"
#include "drivers/driver.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"

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
  auto const modes = words_of_parameter("sslmode");
  if (key == "sslmode" && std::find(modes.begin(), modes.end(), value) == modes.end())
    throw unknown_value(key, value);
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
  auto const meant = did_you_mean(nearest_of(s.key, known));
  auto const name = may_be_shown(s) ? fmt::format("the key \"{}\"", s.key) : std::string{"a key"};
  refuse(fmt::format("neither libpq nor any driver takes {} of the connection text", name),
         meant.empty()
             ? std::string{"leave it out, unless a newer libpq knows it; in the password of a URL write "
                           "& as %26 and = as %3D, elsewhere quote it"}
             : meant);
}

std::string foreign_meaning(driver_key const& row, driver_choice const& user) {
  auto const owner = find_driver(row.driver).driver;
  return fmt::format("a key of {}, not of {}: {}", owner->name, user.driver->name, row.meaning);
}

/// Who reads the text. Both are empty where neither the prefix nor --driver tells.
struct text_user {
  driver_choice choice;
  key_reader keys;
};

text_user user_of(dialect const& rules, driver_choice const& named) {
  auto const of_prefix = find_driver(rules.driver);
  // A configuration that is named decides which driver beneath reads the text.
  auto const choice = of_prefix.driver == nullptr || of_prefix.driver == named.driver ? named : of_prefix;
  if (choice.driver == nullptr) return {};
  auto const& beneath = text_reader(choice);
  return {
      choice,
      {choice.driver->id, beneath.id == choice.driver->id ? std::string_view() : beneath.id, rules.prefix}};
}

/// Null where the key is no driver's either.
std::optional<recognised> recognise(setting const& s, text_user const& user) {
  auto const* row = find_driver_key(s.key, s.value, user.keys);
  if (row == nullptr) return std::nullopt;
  bool const hide = row->value.empty() && (!s.may_be_named || sounds_secret(s.key) || !is_plain(s.value));
  bool const foreign = user.choice.driver != nullptr && !row->driver.empty() && !user.keys.has(*row) &&
                       row->driver != user.keys.driver;
  return recognised{row,
                    {s.key,
                     hide ? std::string{} : s.value,
                     foreign ? foreign_meaning(*row, user.choice) : std::string{row->meaning},
                     {}}};
}

/// Whether the row's key is one of the driver with that id, or of the driver beneath it.
bool is_of(driver_key const& row, std::string_view id, key_reader const& reader) {
  return reader.driver.empty() ? row.driver == id : reader.has(row);
}

/// The driver that is known, else the only one that the keys belong to; its configuration is the last in its
/// own table that a key selects (pgjdbc: simple mode leaves nothing for a threshold to do).
std::optional<std::string> driver_of(std::vector<recognised> const& all, key_reader const& reader) {
  auto id = reader.driver;
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
      return is_of(*one.row, id, reader) && !one.row->config.empty() && one.row->config == candidate.id;
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
    case unknown_key::set:
      return setting_effect::set;
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
    case key_effect::set:
      return setting_effect::set;
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

/// Poolers take it from the startup packet, and keep it for each client.
bool is_time_zone(std::string_view key) {
  return key == "timezone" || key == "TimeZone" || key == "time_zone";
}

setting_effect effect_of(driver_key const& row, driver_choice const& user, key_reader const& reader) {
  if (row.key == "load_balance_hosts") return setting_effect::none;  // a driver's libpq may be a later one
  if (user.driver == nullptr) {
    if (is_time_zone(row.key)) return setting_effect::none;
    if (row.effect == key_effect::startup) return setting_effect::startup;
    return row.effect == key_effect::as_config ? setting_effect::none : setting_effect::trap;
  }
  if (is_of(row, user.driver->id, reader)) return as_own_key(row, user);
  auto const effect = as_unknown_key(text_reader(user).unknown_key);
  return is_time_zone(row.key) && effect != setting_effect::fails ? setting_effect::none : effect;
}

/// pgjdbc sets a session read-only when it connects only where both keys ask for it.
bool sets_nothing(driver_key const& row, std::vector<recognised> const& all) {
  return row.key == "readOnlyMode" && std::none_of(all.begin(), all.end(), [](recognised const& one) {
           return one.removed.key == "readOnly" && one.removed.value == "true";
         });
}

std::string as_written(removed_setting const& s) { return s.value.empty() ? s.key : s.key + "=" + s.value; }

/// Fills in the effect of each key, now that the driver is known.
void judge_keys(std::vector<recognised>& all, text_user const& reader, separated& result) {
  auto const selected = find_driver(result.driver.value_or(""));
  auto const is_named = reader.choice.driver != nullptr && !reader.choice.config->id.empty();
  auto const user = is_named ? reader.choice : selected;
  for (auto& [row, removed] : all) {
    removed.effect = effect_of(*row, user, reader.keys);
    if (removed.effect == setting_effect::set) {
      if (sets_nothing(*row, all)) {
        removed.effect = setting_effect::trap;
      } else {
        result.set_at_login.push_back(as_written(removed));
      }
    }
    if (removed.effect != setting_effect::startup || user.driver == nullptr) continue;
    auto const name = row->sent_as.empty() ? row->key : row->sent_as;
    result.startup.push_back({std::string(name), removed.value, removed.key});
  }
}

/// A key that neither libpq nor any driver has. Refused, as it may be misspelt, unless it is known that the
/// driver sends it or leaves it alone; and where it might be a secret, as the check would send that.
void put_unknown(setting const& s, dialect const& rules, text_user const& user, separated& result) {
  auto const* const driver = user.choice.driver;
  auto const rule = driver == nullptr ? unknown_key::not_known : text_reader(user.choice).unknown_key;
  auto const sends = rule == unknown_key::startup || rule == unknown_key::set;
  if (sends && rules.driver.empty() && may_be_shown(s) && !sounds_secret(s.key) && is_plain(s.value)) {
    auto const effect = as_unknown_key(rule);
    result.removed.push_back({s.key, s.value, "no key that poolprobe knows of a driver", effect});
    if (effect == setting_effect::set) {
      result.set_at_login.push_back(as_written(result.removed.back()));
    } else {
      result.startup.push_back({s.key, s.value, s.key, false});
    }
  } else if (rules.unknown_keys == unknown_keys::refuse && rule != unknown_key::ignored) {
    refuse_unknown(s);
  } else {
    result.removed.push_back({may_be_shown(s) ? s.key : std::string{"(not shown)"}, "",
                              "no key of libpq, and none that poolprobe knows of a driver",
                              setting_effect::ignored});
  }
}

}  // namespace

separated separate(std::vector<setting> const& settings, dialect const& rules, driver_choice const& named) {
  separated result;
  std::vector<recognised> drivers_own;
  auto const user = user_of(rules, named);
  for (auto const& s : settings) {
    auto const* t = find_translation(s.key, s.value, user.keys.driver);
    if (s.key == "password" || (t != nullptr && t->libpq_key == "password")) {
      result.password = secret{s.value};
    } else if (t != nullptr) {
      put(result.parameters, std::string{t->libpq_key},
          t->libpq_value == "*" ? s.value : std::string{t->libpq_value});
    } else if (is_libpq_key(s.key)) {
      put(result.parameters, s.key, s.value);
    } else if (auto own = recognise(s, user)) {
      put(drivers_own, *std::move(own));
    } else {
      put_unknown(s, rules, user, result);
    }
  }
  result.driver = driver_of(drivers_own, user.keys);
  judge_keys(drivers_own, user, result);
  for (auto& one : drivers_own) result.removed.push_back(std::move(one.removed));
  return result;
}

}  // namespace poolprobe
