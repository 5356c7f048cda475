#include "drivers/fill_in_settings.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "connection_text/driver_keys.hpp"
#include "drivers/driver.hpp"
#include "explain/error_class.hpp"
#include "explain/hazard_page.hpp"
#include "explain/probe_page.hpp"
#include "probes/probe.hpp"

using namespace poolprobe;

namespace {

/// "prepareThreshold" of "prepareThreshold=0", "prepare" of "?prepare=0" and of "prepare: false"; empty where
/// the setting is none of these.
std::string key_of(std::string_view setting) {
  if (setting.starts_with('?')) setting.remove_prefix(1);
  auto const end = std::min(setting.find('='), setting.find(": "));
  auto const key = setting.substr(0, end);
  auto const fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ' ';
  };
  return end != std::string_view::npos && std::all_of(key.begin(), key.end(), fits) ? std::string(key) : "";
}

std::set<std::string> catalogue_keys() {
  std::set<std::string> keys;
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) keys.insert(key_of(c.setting));
  }
  keys.erase("");
  return keys;
}

/// Every "key=value" and "key: value" in a text.
std::vector<std::string> settings_in(std::string_view text, std::string const& key) {
  std::vector<std::string> all;
  auto const in_word = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    auto const rest = text.substr(at + key.size());
    auto const sign = rest.starts_with('=') ? 1U : rest.starts_with(": ") ? 2U : 0U;
    if (sign == 0 || (at > 0 && in_word(text[at - 1]))) continue;
    auto const end = rest.find_first_of(" \n`,;)}", sign);
    all.emplace_back(text.substr(at, key.size() + std::min(end, rest.size())));
  }
  return all;
}

/// Advice for pgx v4, of which the catalogue has nothing; in v5 it is a trap.
constexpr std::string_view of_pgx_v4 = "statement_cache_mode=describe";

/// A configuration that is set like that, and that is no trap where the text is advice.
bool is_in_catalogue(std::string_view setting, bool advice) {
  auto const is_it = [&](driver_config const& c) {
    auto const has = [&](std::string_view text) { return text.find(setting) != std::string_view::npos; };
    return (has(c.setting) || has(c.code) || has(c.url)) && !(advice && c.effect == effect::trap);
  };
  auto const all = all_drivers();
  return std::any_of(all.begin(), all.end(),
                     [&](driver const& d) { return std::any_of(d.configs.begin(), d.configs.end(), is_it); });
}

/// What a page tells its reader to do: without the settings that are known to be no help.
std::string_view advice_of(std::string_view page) {
  auto const begin = page.find("\n## Fix it\n");
  auto const rest = page.substr(begin, page.find("\n## ", begin + 1) - begin);
  return rest.substr(0, rest.find("\nWell known, and no help"));
}

void check_settings(std::string_view text, bool advice) {
  for (auto const& key : catalogue_keys()) {
    for (auto const& setting : settings_in(text, key)) {
      CAPTURE(setting);
      CHECK((setting == of_pgx_v4 || is_in_catalogue(setting, advice)));
    }
  }
}

}  // namespace

TEST_CASE("a configuration in braces becomes its setting, and other braces stay") {
  CHECK(with_settings("psycopg 3 {psycopg3:none}, pgx {pgx:exec}") ==
        "psycopg 3 prepare_threshold=None, pgx default_query_exec_mode=exec");
  for (char const* text : {"", "{}", "{", "}", "{{", "postgres(url, { prepare: false })", "{process}",
                           "P({}) S", "connect_args={\"prepare_threshold\": None}", "{pgx:exec"}) {
    CHECK(with_settings(text) == text);
  }
  CHECK(with_settings("{ {pgx:exec}") == "{ default_query_exec_mode=exec");
}

TEST_CASE("what the catalogue does not have, or is no fix, cannot be recommended") {
  for (char const* text : {"{pgx:none}", "{nobody:none}", "{psycopg3:zero}", "{pgx:}"}) {
    CHECK_THROWS_AS((void)with_settings(text), std::logic_error);
  }
}

TEST_CASE("the fixes of probes and the remedies of errors name configurations that are fixes") {
  for (auto const& p : all_probes()) {
    CAPTURE(p.code);
    for (auto const fix : p.fixes) {
      CHECK_NOTHROW((void)with_settings(fix));
      check_settings(with_settings(fix), true);
    }
  }
  for (auto const& e : error_classes()) CHECK_NOTHROW((void)with_settings(e.remedy));
}

TEST_CASE("a setting of a driver on a page is one of the catalogue, and what a page advises is no trap") {
  auto const check = [](auto const& page) {
    CAPTURE(page.code);
    check_settings(page.text, false);
    check_settings(advice_of(page.text), true);
  };
  for (auto const& page : all_probe_pages()) check(page);
  for (auto const& page : all_hazard_pages()) check(page);
}

TEST_CASE("what is said of keys of connection strings names settings of the catalogue") {
  for (auto const& row : driver_keys()) {
    CAPTURE(row.key);
    check_settings(row.meaning, false);
  }
}

TEST_CASE("a setting that the catalogue does not have, or knows as a trap, is noticed") {
  CHECK(settings_in("`prepareThreshold=0`, or", "prepareThreshold") ==
        std::vector<std::string>{"prepareThreshold=0"});
  CHECK(settings_in("xprepare: 1 prepare: false;", "prepare") == std::vector<std::string>{"prepare: false"});
  CHECK(catalogue_keys().contains("prepareThreshold"));
  CHECK_FALSE(is_in_catalogue("prepareThreshold=7", false));
  CHECK(is_in_catalogue("prepareThreshold=1", false));
  CHECK_FALSE(is_in_catalogue("prepareThreshold=1", true));
}
