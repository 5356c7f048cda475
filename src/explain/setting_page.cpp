#include <fmt/format.h>

#include <algorithm>

#include "connection_text/connection_text_dialect.hpp"
#include "connection_text/driver_keys.hpp"
#include "explain/pages.hpp"
#include "explain/pasted_text.hpp"
#include "explain/pooler_setting.hpp"
#include "explain/query_style_words.hpp"
#include "text/ascii.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

written_setting asked_for(std::string_view word) {
  if (auto const all = setting_in(word)) return *all;
  auto const end = std::min(word.find('='), word.size());
  return {std::string(word.substr(0, end)), std::string(word.substr(std::min(end + 1, word.size())))};
}

/// Python's None, Ruby's nil and JSON's null are one.
bool same_value(std::string_view a, std::string_view b) {
  auto const is_nothing = [](std::string_view v) {
    return same_letters(v, "none") || same_letters(v, "nil") || same_letters(v, "null");
  };
  return same_letters(a, b) || (is_nothing(a) && is_nothing(b));
}

/// "statement_cache_size=0" of "statement_cache_size=0 in connect_args (asyncpg 0.31 or later)".
std::string_view stem(std::string_view setting) {
  for (std::string_view const mark : {" (", " in ", " and "}) setting = setting.substr(0, setting.find(mark));
  return setting;
}

bool is_set_by(driver_config const& config, written_setting const& by) {
  auto const has = setting_in(stem(config.setting));
  return has && same_letters(has->key, by.key) && same_value(has->value, by.value);
}

/// Whether the key, with whatever value, is how it is configured.
bool is_about(driver_config const& config, std::string_view key) {
  auto const has = setting_in(stem(config.setting));
  return (has && same_letters(has->key, key)) || same_letters(stem(config.setting), key);
}

template <class Condition>
std::vector<driver_choice> configurations(Condition holds) {
  std::vector<driver_choice> found;
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      if (holds(c)) found.push_back({&d, &c});
    }
  }
  return found;
}

/// The rows of the table of keys that are about it: for a value those of the value, else all.
std::vector<driver_key> rows_of(written_setting const& asked) {
  std::vector<driver_key> rows;
  for (auto const& row : driver_keys()) {
    if (!same_letters(asked.key, row.key)) continue;
    auto const is_told = std::any_of(rows.begin(), rows.end(), [&](driver_key const& r) {
      return !asked.value.empty() && r.driver == row.driver;
    });
    auto const fits = asked.value.empty() || row.value.empty() || same_value(row.value, asked.value);
    if (fits && !is_told) rows.push_back(row);
  }
  return rows;
}

std::string owner(driver_key const& row) {
  auto const* const d = find_driver(row.driver).driver;
  return d == nullptr ? "without a driver that is known" : std::string(d->name);
}

std::string listed(std::vector<driver_key> const& rows) {
  std::string list;
  for (auto const& row : rows) {
    list += fmt::format("* {}, `{}{}{}`: {}\n", owner(row), row.key, row.value.empty() ? "" : "=", row.value,
                        row.meaning);
  }
  return list;
}

std::string listed(std::vector<driver_choice> const& choices) {
  std::string list;
  for (auto const& c : choices)
    list += fmt::format("* {}, {}: {}\n", c.driver->name, setting_text(*c.config),
                        words_of(query_style_of(*c.config)).needs);
  return list;
}

std::string more(std::vector<driver_choice> const& choices, std::vector<driver_key> const& rows) {
  std::vector<std::string_view> ids;
  auto const add = [&ids](std::string_view id) {
    if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  };
  for (auto const& row : rows) add(row.driver);
  for (auto const& c : choices) add(c.driver->id);
  std::string text;
  for (auto const id : ids)
    text += fmt::format("{}`poolprobe explain {}`", text.empty() ? "\nMore: " : ", ", id);
  return text.empty() ? text : text + "\n";
}

/// One answer, where one configuration of one driver is meant. A key that selects it is explained in the
/// words of the catalogue, which follow.
std::string page_of_one(written_setting const& asked, driver_choice const& choice,
                        std::vector<driver_key> rows) {
  for (auto& row : rows) {
    if (row.config == choice.config->id && !choice.config->why.empty()) row.meaning = choice.config->why;
  }
  auto text = fmt::format("# {}={}\n\nA setting of {}.\n", asked.key, asked.value, choice.driver->name);
  if (!rows.empty()) text += "\nIn a connection text:\n\n" + listed(rows);
  return text + "\n" + driver_page(choice, false);
}

std::optional<std::string> page_of(written_setting const& asked) {
  auto const rows = rows_of(asked);
  auto choices =
      configurations([&](driver_config const& c) { return !asked.value.empty() && is_set_by(c, asked); });
  auto const all_of_one = std::all_of(rows.begin(), rows.end(), [&](driver_key const& r) {
    return !choices.empty() && (r.driver.empty() || r.driver == choices.front().driver->id);
  });
  if (choices.size() == 1 && all_of_one) return page_of_one(asked, choices.front(), rows);
  if (choices.empty())
    choices = configurations([&](driver_config const& c) { return is_about(c, asked.key); });
  if (rows.empty() && choices.empty()) return std::nullopt;
  auto const value = asked.value.empty() ? "" : "=" + asked.value;
  auto text = fmt::format("# {}{}\n\nA setting of a driver's; what it does depends on whose it is.\n",
                          asked.key, value);
  if (!choices.empty()) text += "\nAs that driver has it:\n\n" + listed(choices);
  if (!rows.empty()) text += "\nIn a connection text:\n\n" + listed(rows);
  return text + more(choices, rows);
}

/// Settings of frameworks that no connection text has and that no configuration of the catalogue is named
/// after.
struct framework_setting {
  std::string_view key;
  std::string_view driver;  ///< id
  std::string_view meaning;
  std::span<std::string_view const> probes = {};  ///< codes
};
constexpr framework_setting framework_settings[] = {
    {"DISABLE_SERVER_SIDE_CURSORS", "django",
     "True makes `.iterator()` fetch without a cursor on the server, so that no fetch meets another server "
     "connection "
     "(34000). It stands in DATABASES, not in OPTIONS",
     list_of<"PP204", "PP207">},
    {"CONN_MAX_AGE", "django",
     "How long Django keeps a connection. It does not change what is sent; 0 connects anew for each request"},
    {"cache-prepared-statements", "vertx",
     "Quarkus' spelling of Vert.x' `cachePreparedStatements`: true names statements; false splits the "
     "unnamed one over "
     "two Syncs, which needs `use-layer7-proxy=true` as well",
     list_of<"PP104">},
    {"use-layer7-proxy", "vertx",
     "Quarkus' spelling of Vert.x' `useLayer7Proxy`: with the statement cache off, Parse goes again with "
     "Bind, which is "
     "safe behind any pooler",
     list_of<"PP105">},
};

std::optional<std::string> unlisted_setting_page(std::string_view key) {
  for (auto const& row : framework_settings) {
    if (!same_letters(row.key, key)) continue;
    auto text = fmt::format("# {}\n\n{}.\n", row.key, row.meaning);
    if (auto const probes = probe_list(row.probes); !probes.empty())
      text += "\nWhat decides for it:\n\n" + probes;
    return text + fmt::format("\nMore: `poolprobe explain {}`\n", row.driver);
  }
  return std::nullopt;
}

/// Without what spellings of one key differ in: capitals, spaces, underscores, dashes.
std::string squeezed(std::string_view key) {
  auto letters = lower_case(key);
  std::erase_if(letters, [](char c) { return c == ' ' || c == '_' || c == '-'; });
  return letters;
}

/// Names that are looked for inside of other text: long enough to be no word of it.
std::vector<std::string> long_keys() {
  constexpr std::size_t shortest = 7;
  std::vector<std::string> keys;
  auto const add = [&keys](std::string_view key) {
    if (key.size() >= shortest && std::find(keys.begin(), keys.end(), key) == keys.end())
      keys.emplace_back(key);
  };
  for (auto const& s : pooler_settings()) add(s.name);
  for (auto const& row : framework_settings) add(row.key);
  for (auto const& row : driver_keys()) add(row.key);
  for (auto const& c : configurations([](driver_config const&) { return true; })) {
    auto const name = setting_in(stem(c.config->setting));
    add(name ? std::string_view(name->key) : stem(c.config->setting));
  }
  return keys;
}

}  // namespace

std::optional<std::string> setting_page(std::string_view word) {
  auto const asked = asked_for(word);
  if (auto page = page_of(asked)) return page;
  if (auto page = unlisted_setting_page(asked.key)) return page;
  return asked.value.empty() ? std::nullopt : framework_setting_page(asked.key, asked.value);
}

std::optional<std::string> connection_text_page(std::string_view text) {
  auto const all = all_dialects();
  auto const is_url = std::any_of(all.begin(), all.end(), [text](dialect const& d) {
    return d.prefix.ends_with("://") && text.find(d.prefix) != std::string_view::npos;
  });
  auto const is_pairs = value_within(text, "host") && value_within(text, "dbname");
  if (!is_url && !is_pairs) return std::nullopt;
  return "# A connection text\n\nWhat its keys mean to the driver and to a pooler, without connecting:\n\n"
         "    poolprobe check --offline 'THE TEXT'\n\nAnd what is behind it:\n\n    poolprobe check 'THE "
         "TEXT'\n";
}

std::optional<std::string> code_setting_page(std::string_view text) {
  constexpr std::string_view pgbouncer = "pgbouncer.";  // as Azure has it
  if (text.starts_with(pgbouncer)) return pooler_page(text.substr(pgbouncer.size()));
  auto asked = setting_in_code(text);
  if (!asked) asked = setting_in(text);
  if (!asked) return std::nullopt;
  if (auto page = within_catalogue_text_page(text)) return page;
  auto const written = [](std::string_view key, std::string const& value) {
    return setting_page(std::string(key) + "=" + value);
  };
  if (auto page = written(asked->key, asked->value)) return page;
  for (auto const& key : long_keys()) {
    if (squeezed(key) != squeezed(asked->key)) continue;
    if (auto page = written(key, asked->value)) return page;
  }
  return std::nullopt;
}

std::optional<std::string> setting_within_page(std::string_view text) {
  constexpr std::size_t longest = 4000;
  text = text.substr(0, longest);
  for (auto const& key : long_keys()) {
    auto const value = value_within(text, key);
    if (!value) continue;
    auto const written = key + "=" + *value;
    if (auto page = pooler_page(written)) return page;
    if (auto page = setting_page(written)) return page;
  }
  return std::nullopt;
}

}  // namespace poolprobe
