#include "connection_text/find_target.hpp"

#include <fmt/format.h>

#include "connection_text/assigned_text.hpp"
#include "connection_text/connection_lint.hpp"
#include "connection_text/connection_text_dialect.hpp"
#include "connection_text/keyword_text.hpp"
#include "connection_text/parsed_text.hpp"
#include "connection_text/semicolon_text.hpp"
#include "connection_text/settings_by_owner.hpp"
#include "connection_text/url_text.hpp"
#include "conninfo/display_url.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "drivers/driver.hpp"
#include "text/ascii.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"

namespace poolprobe {
namespace {

constexpr char const* forms_hint =
    "write postgresql://user@host:port/database, a SQLAlchemy or jdbc:postgresql:// URL, or \"host=... "
    "dbname=...\"; "
    "see poolprobe --help";

target complete(separated parts, std::string source) {
  target result;
  auto resolved = resolve(parts.parameters, parts.password);
  result.shown.source = std::move(source);
  result.shown.host = std::move(resolved.host);
  result.shown.port = std::move(resolved.port);
  result.shown.database = std::move(resolved.database);
  result.shown.user = std::move(resolved.user);
  result.shown.driver = std::move(parts.driver);
  result.shown.settings_removed = std::move(parts.removed);
  result.shown.startup = std::move(parts.startup);
  result.shown.set_at_login = std::move(parts.set_at_login);
  result.shown.advice = advice_on(result.shown, parts.parameters, !parts.password.empty());
  result.shown.display = display_url(result.shown, value_of(parts.parameters, "sslmode"));
  result.parameters = std::move(parts.parameters);
  result.password = std::move(resolved.password);
  return result;
}

/// `scheme` ends in "://". It is repeated only where it is close to one that exists, as it may be a part of a
/// password.
[[noreturn]] void refuse_scheme(std::string_view scheme) {
  std::vector<std::string> known;
  for (auto const& rules : all_dialects()) {
    if (rules.prefix.ends_with("://")) known.emplace_back(rules.prefix.substr(0, rules.prefix.size() - 3));
  }
  auto const name = scheme.substr(0, scheme.size() - 3);
  auto const meant = did_you_mean(nearest_of(name, known));
  constexpr std::string_view what = "the connection text is a URL with a scheme that is not PostgreSQL's";
  if (nearest(name, known).empty()) refuse(std::string(what), forms_hint);
  refuse(naming(fmt::format("{}:", what), name), meant);
}

}  // namespace

parsed_text parse_text(std::string_view whole) {
  auto const text = trimmed(whole);
  if (text.empty()) refuse("the connection text is empty", "is the variable that it comes from set?");
  if (text.find('\0') != std::string_view::npos) refuse("the connection text holds a NUL byte");
  if (text.front() == '"' || text.front() == '\'') {
    refuse("the connection text starts with a quote", "leave out the quotes that a file or a shell kept");
  }
  if (auto const* rules = find_dialect(text)) {
    auto const rest = text.substr(rules->prefix.size());
    return {rules->form == form::url ? parse_url(rest, *rules) : parse_semicolons(rest), rules};
  }
  if (text.starts_with("jdbc:pgsql:"))
    refuse("jdbc:pgsql:// is the scheme of pgjdbc-ng, a driver that poolprobe does not know",
           "write jdbc:postgresql:// to have it judged for pgjdbc, or postgresql:// for none");
  if (looks_like_url(text)) refuse_scheme(text.substr(0, text.find("://") + 3));
  if (looks_like_npgsql(text)) return {parse_npgsql(text), &npgsql_dialect()};
  if (text.find('=') == std::string_view::npos)
    refuse("the connection text is neither a URL nor a keyword string", forms_hint);
  return {parse_keyword_string(text), &keyword_dialect()};
}

target parse_target(std::string_view whole, std::string source, std::string_view driver) {
  auto const [text, remark] = without_surroundings(whole);
  source += remark;
  auto const [settings, rules] = parse_text(text);
  auto parts = separate(settings, *rules, find_driver(driver));
  bool const placed = !(value_of(parts.parameters, "host") + value_of(parts.parameters, "hostaddr")).empty();
  if (!placed && !rules->default_host.empty()) parts.parameters.emplace_back("host", rules->default_host);
  auto result = complete(std::move(parts), std::move(source));
  result.text = secret(std::string(trimmed(text)));
  return result;
}

target environment_target(std::string source) { return complete({}, std::move(source)); }

}  // namespace poolprobe
