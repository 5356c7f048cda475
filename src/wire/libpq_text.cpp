#include "wire/libpq_text.hpp"

#include <algorithm>
#include <array>
#include <regex>

namespace poolprobe::wire {
namespace {

template <std::size_t N>
bool has_any(std::string_view text, std::array<std::string_view, N> const& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [text](auto part) { return text.find(part) != std::string_view::npos; });
}

}  // namespace

std::optional<std::string> sqlstate_in(std::string_view text) {
  static std::regex const state("[^ ]:  ([0-9A-Z]{5}): ");
  std::match_results<std::string_view::const_iterator> found;
  // With several hosts there are several refusals; the last one ended the attempt.
  std::optional<std::string> last;
  while (std::regex_search(text.begin(), text.end(), found, state)) {
    last = found[1].str();
    text.remove_prefix(static_cast<std::size_t>(found.position() + found.length()));
  }
  return last;
}

bool has_location(std::string_view text) { return text.find("\nLOCATION:  ") != std::string_view::npos; }

std::string one_line(std::string_view text) {
  std::string line;
  for (auto const c : text.substr(0, text.find("\nLOCATION:  "))) {
    auto const space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (space && (line.empty() || line.back() == ' ')) continue;
    line.push_back(space ? ' ' : c);
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

bool speaks_no_postgres(std::string_view text) {
  static constexpr std::array<std::string_view, 7> signs{
      "received invalid response to SSL negotiation",
      "received invalid response to GSSAPI negotiation",
      "expected authentication request from server, but received",
      "received invalid authentication request",
      "received invalid protocol negotiation message",
      "unexpected response from server",
      "lost synchronization with server"};
  return has_any(text, signs);
}

bool is_resolution_failure(std::string_view text) {
  static constexpr std::array<std::string_view, 2> signs{"could not translate host name",
                                                         "could not parse network address"};
  return has_any(text, signs);
}

bool is_tls_failure(std::string_view text) {
  static constexpr std::array<std::string_view, 7> signs{"server does not support SSL",
                                                         "SSL error",
                                                         "SSL SYSCALL error",
                                                         "certificate verify failed",
                                                         "root certificate file",
                                                         "server certificate for",
                                                         "could not establish SSL connection"};
  return has_any(text, signs);
}

}  // namespace poolprobe::wire
