#include "connection_text/semicolon_text.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "connection_text/host_list.hpp"
#include "connection_text/keyword_text.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

/// Npgsql 10, NpgsqlConnectionStringBuilder.cs: what its keys are called, and their other names.
struct spelling {
  std::string_view key;
  std::string_view synonym = {};
};
constexpr spelling spellings[] = {
    {"Host"},
    {"Host", "Server"},
    {"Port"},
    {"Database"},
    {"Database", "DB"},
    {"Username"},
    {"Username", "User Name"},
    {"Username", "User ID"},
    {"Username", "UID"},
    {"Password"},
    {"Password", "PWD"},
    {"Password", "PSW"},
    {"Passfile"},
    {"SSL Mode"},
    {"SSL Certificate"},
    {"SSL Key"},
    {"SSL Password"},
    {"SSL Negotiation"},
    {"Root Certificate"},
    {"Check Certificate Revocation"},
    {"Trust Server Certificate"},
    {"Channel Binding"},
    {"Require Auth"},
    {"Timeout"},
    {"Application Name"},
    {"Client Encoding"},
    {"Encoding"},
    {"Search Path"},
    {"Timezone"},
    {"Options"},
    {"Target Session Attributes"},
    {"Load Balance Hosts"},
    {"Max Auto Prepare"},
    {"Auto Prepare Min Usages"},
    {"No Reset On Close"},
    {"Multiplexing"},
    {"Pooling"},
    {"Minimum Pool Size"},
    {"Maximum Pool Size"},
    {"Connection Idle Lifetime"},
    {"Connection Pruning Interval"},
    {"Connection Lifetime"},
    {"Command Timeout"},
    {"Cancellation Timeout"},
    {"Internal Command Timeout"},
    {"Keepalive"},
    {"Tcp Keepalive"},
    {"Tcp Keepalive Time"},
    {"Tcp Keepalive Interval"},
    {"Read Buffer Size"},
    {"Write Buffer Size"},
    {"Socket Receive Buffer Size"},
    {"Socket Send Buffer Size"},
    {"Include Error Detail"},
    {"Include Failed Batched Command"},
    {"Include Realm"},
    {"Kerberos Service Name"},
    {"Persist Security Info"},
    {"Log Parameters"},
    {"Enlist"},
    {"Host Recheck Seconds"},
    {"Write Coalescing Buffer Threshold Bytes"},
    {"Load Table Composites"},
    {"Array Nullability Mode"},
    {"Server Compatibility Mode"},
};

std::string squeezed(std::string_view key) {
  std::string letters;
  for (char const c : key) {
    if (c != ' ' && c != '\t') letters += lower_case(c);
  }
  return letters;
}

/// How Npgsql spells the key; nullopt where it has none like it.
std::optional<std::string_view> spelled(std::string_view key) {
  auto const wanted = squeezed(key);
  auto const found = std::find_if(std::begin(spellings), std::end(spellings), [&](spelling const& s) {
    return squeezed(s.synonym.empty() ? s.key : s.synonym) == wanted;
  });
  return found == std::end(spellings) ? std::nullopt : std::optional(found->key);
}

constexpr std::string_view spaces = " \t\r\n";

/// A value up to its semicolon, which is taken as well.
std::string take_value(std::string_view& rest) {
  auto const start = rest.find_first_not_of(spaces);
  rest.remove_prefix(start == std::string_view::npos ? rest.size() : start);
  auto const quote = !rest.empty() && (rest.front() == '"' || rest.front() == '\'') ? rest.front() : '\0';
  std::string value;
  if (quote == '\0') {
    auto const end = std::min(rest.find(';'), rest.size());
    value = trimmed(rest.substr(0, end), spaces);
    rest.remove_prefix(end);
  } else {
    rest.remove_prefix(1);
    while (!rest.empty()) {
      auto const doubled = rest.size() > 1 && rest[0] == quote && rest[1] == quote;
      if (rest.front() == quote && !doubled) break;
      value += rest.front();
      rest.remove_prefix(doubled ? 2 : 1);
    }
    if (rest.empty())
      refuse("the connection string has a quote that is never closed", "double it to mean itself");
    rest.remove_prefix(1);
    rest = rest.substr(std::min(rest.find_first_not_of(spaces), rest.size()));
    if (!rest.empty() && rest.front() != ';')
      refuse("the connection string goes on after a value in quotes", "a semicolon comes next");
  }
  if (!rest.empty()) rest.remove_prefix(1);
  return value;
}

/// Keys whose values are words, which Npgsql takes in any case.
bool takes_words(std::string_view key) {
  return key == "SSL Mode" || key == "Channel Binding" || key == "Target Session Attributes";
}

/// "VerifyFull" is verify-full to libpq; the others differ in their capitals only.
std::string libpq_word(std::string_view value) {
  auto const word = squeezed(value);
  return word.starts_with("verify") && word.size() > 6 && word[6] != '-' ? "verify-" + word.substr(6) : word;
}

constexpr char const* quote_hint = "put a value with a semicolon between quotes: Password=\"a;b\"";

}  // namespace

bool looks_like_npgsql(std::string_view text) {
  auto const equals = text.find('=');
  auto const semicolon = text.find(';');
  auto const first = spelled(text.substr(0, std::min(equals, text.size())));
  if (equals == std::string_view::npos || !first) return false;
  auto const value =
      text.substr(equals + 1, semicolon == std::string_view::npos ? semicolon : semicolon - equals - 1);
  // "host=a port=b;c" is libpq's.
  auto const is_list = value.find('=') != std::string_view::npos;
  auto const capital = text.front() >= 'A' && text.front() <= 'Z';
  return !is_list && (semicolon != std::string_view::npos || capital) &&
         (*first == "Host" || text.find("ost=") != std::string_view::npos ||
          text.find("erver=") != std::string_view::npos);
}

std::vector<setting> parse_npgsql(std::string_view text) {
  std::vector<setting> settings;
  bool may_be_named = true;
  while (!(text = text.substr(std::min(text.find_first_not_of(" \t\r\n;"), text.size()))).empty()) {
    auto const equals = text.find('=');
    auto const end = text.find(';');
    if (equals == std::string_view::npos || end < equals)
      refuse("the connection string has a part without '='", quote_hint);
    auto const key = trimmed(text.substr(0, equals), spaces);
    auto const known = spelled(key);
    text.remove_prefix(equals + 1);
    auto value = take_value(text);
    if (known && takes_words(*known)) value = libpq_word(value);
    settings.push_back({std::string(known.value_or(key)), std::move(value), may_be_named});
    may_be_named = may_be_named && !sounds_secret(squeezed(key)) && known;
  }
  return with_ports_apart(std::move(settings), "Host", "Port");
}

std::string npgsql_pair(std::string_view key, std::string_view value) {
  auto const is_plain = value.find_first_of(";\"'") == std::string_view::npos && trimmed(value) == value;
  std::string pair(key);
  pair += '=';
  if (is_plain) return pair.append(value);
  pair += '"';
  for (char const c : value) pair.append(c == '"' ? 2 : 1, c);
  return pair += '"';
}

std::vector<setting> parse_semicolons(std::string_view text) {
  std::string with_spaces(text);
  bool quoted = false;
  for (char& c : with_spaces) {
    if (c == '\'') quoted = !quoted;
    if (c == ';' && !quoted) c = ' ';
  }
  return parse_keyword_string(with_spaces);
}

}  // namespace poolprobe
