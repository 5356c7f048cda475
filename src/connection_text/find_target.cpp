#include "connection_text/find_target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "connection_text/connection_lint.hpp"
#include "connection_text/connection_text_dialect.hpp"
#include "connection_text/driver_keys.hpp"
#include "connection_text/keyword_text.hpp"
#include "connection_text/parsed_text.hpp"
#include "connection_text/semicolon_text.hpp"
#include "connection_text/settings_by_owner.hpp"
#include "connection_text/url_text.hpp"
#include "conninfo/display_url.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

constexpr char const* forms_hint =
    "write postgresql://user@host:port/database, a SQLAlchemy or jdbc:postgresql:// URL, or \"host=... "
    "dbname=...\"; "
    "see poolprobe --help";

/// Some scheme in front, known or not: a '=' later on does not make it a keyword string.
bool looks_like_url(std::string_view text) {
  constexpr std::string_view scheme = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-_:";
  auto const end = text.find_first_not_of(scheme);
  return end != std::string_view::npos && end > 0 && text[end - 1] == ':' &&
         text.substr(end).starts_with("//");
}

/// A line of a shell script or of an .env file: the text without what stands around it.
struct assignment {
  std::string variable;  ///< empty where it is none
  std::string_view text;
};

std::string_view unquoted(std::string_view text) {
  auto const is_quoted =
      text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return is_quoted ? trimmed(text.substr(1, text.size() - 2)) : text;
}

/// "export DATABASE_URL='...'", "set DATABASE_URL=...", "DATABASE_URL: ..." of a YAML file. A value that is
/// not a connection text by itself ("host=h") is left as it is: `host` would be a variable too.
assignment without_assignment(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  auto rest = text;
  for (std::string_view const word : {"export ", "set ", "- "}) {
    if (rest.starts_with(word)) rest = trimmed(rest.substr(word.size()));
  }
  auto const end = rest.find_first_not_of(letters);
  if (end == 0 || end == std::string_view::npos) return {{}, text};
  auto const variable = rest.substr(0, end);
  auto value = trimmed(rest.substr(end));
  if (value.empty() || (value.front() != '=' && value.front() != ':')) return {{}, text};
  auto const is_quoted_value = [](std::string_view v) { return !v.empty() && (v[0] == '"' || v[0] == '\''); };
  value = trimmed(value.substr(1));
  if (value.ends_with(';') && is_quoted_value(value)) value = trimmed(value.substr(0, value.size() - 1));
  auto const inner = unquoted(value);
  auto const is_text = find_dialect(inner) != nullptr || looks_like_url(inner) ||
                       (inner.size() < value.size() && inner.find('=') != std::string_view::npos);
  // "pgsql:" and the like begin a text of their own.
  if (!is_text || is_libpq_key(variable)) return {{}, text};
  return {std::string(variable), inner};
}

/// What the text is once quotes and an assignment around it are gone, and how to say so.
struct bare_text {
  std::string_view text;
  std::string remark;
};

bare_text bare(std::string_view whole) {
  auto const text = trimmed(whole);
  if (find_dialect(text) != nullptr) return {text, {}};
  if (auto const line = without_assignment(text); !line.variable.empty())
    return {line.text, fmt::format(", written as {}=...", line.variable)};
  auto const inner = unquoted(text);
  auto const was_quoted = inner.size() < text.size() && !inner.empty();
  return {was_quoted ? inner : text, was_quoted ? ", in quotes" : ""};
}

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
  result.shown.advice = advice_on(result.shown, parts.parameters, !parts.password.empty());
  result.shown.display = display_url(result.shown, value_of(parts.parameters, "sslmode"));
  result.parameters = std::move(parts.parameters);
  result.password = std::move(resolved.password);
  return result;
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
  if (looks_like_url(text))
    refuse("the connection text is a URL with a scheme that is not PostgreSQL's", forms_hint);
  if (looks_like_npgsql(text)) return {parse_npgsql(text), &npgsql_dialect()};
  if (text.find('=') == std::string_view::npos)
    refuse("the connection text is neither a URL nor a keyword string", forms_hint);
  return {parse_keyword_string(text), &plain_dialect()};
}

target parse_target(std::string_view whole, std::string source, std::string_view driver) {
  auto const [text, remark] = bare(whole);
  source += remark;
  auto const [settings, rules] = parse_text(text);
  auto reading = *rules;
  auto const is_its_key = [driver](setting const& s) { return is_driver_key(s.key, driver); };
  if (reading.driver.empty() && std::any_of(settings.begin(), settings.end(), is_its_key))
    reading.driver = driver;
  auto parts = separate(settings, reading);
  bool const placed = !(value_of(parts.parameters, "host") + value_of(parts.parameters, "hostaddr")).empty();
  if (!placed && !rules->default_host.empty()) parts.parameters.emplace_back("host", rules->default_host);
  auto result = complete(std::move(parts), std::move(source));
  result.text = secret(std::string(trimmed(text)));
  return result;
}

target environment_target(std::string source) { return complete({}, std::move(source)); }

}  // namespace poolprobe
