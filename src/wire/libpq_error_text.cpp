#include "wire/libpq_error_text.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <regex>

#include "text/one_line.hpp"

namespace poolprobe::wire {
namespace {

template <std::size_t N>
bool has_any(std::string_view text, std::array<std::string_view, N> const& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [text](auto part) { return text.find(part) != std::string_view::npos; });
}

/// "connection to server at "x", port 1 failed: " and "… on socket "/x" failed: " start each attempt (libpq,
/// src/interfaces/libpq/fe-connect.c, emitHostIdentityInfo).
constexpr std::string_view place_begins = "connection to server ";
constexpr std::string_view place_ends = " failed:";
constexpr std::string_view location_begins = "\nLOCATION:  ";

bool starts_attempt(std::string_view line) {
  return line.starts_with(place_begins) && line.find(place_ends) != std::string_view::npos;
}

/// Text up to the next attempt, which stays in `rest`.
std::string_view take_attempt(std::string_view& rest) {
  auto end = rest.find('\n');
  while (end != std::string_view::npos && !starts_attempt(rest.substr(end + 1)))
    end = rest.find('\n', end + 1);
  auto const taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

/// "localhost (::1), port 5432" of `at "localhost" (::1), port 5432`.
std::string place_in(std::string_view head) {
  std::string place;
  head.remove_prefix(place_begins.size());
  head.remove_prefix(std::min(head.size(), head.find(' ') + 1));
  std::copy_if(head.begin(), head.end(), std::back_inserter(place), [](char c) { return c != '"'; });
  return place;
}

/// Removes libpq's guesses at the cause, as our own advice is more precise.
std::string without_guesses(std::string text) {
  static constexpr std::array<std::string_view, 3> guesses{
      "Is the server running on that host and accepting TCP/IP connections?",
      "Is the server running locally and accepting connections on that socket?",
      "This probably means the server terminated abnormally before or while processing the request."};
  for (auto const guess : guesses) {
    auto const at = text.find(guess);
    if (at == std::string::npos) continue;
    text.erase(at, guess.size());
    if (at > 0 && text[at - 1] == ' ') text.erase(at - 1, 1);
  }
  return text;
}

attempt_text read_attempt(std::string_view text) {
  attempt_text read;
  if (starts_attempt(text)) {
    auto const end = text.find(place_ends);
    read.where = place_in(text.substr(0, end));
    text.remove_prefix(end + place_ends.size());
  }
  read.sqlstate = sqlstate_in(text);
  read.from_postgres = has_location(text);
  read.words = without_guesses(without_location(text));
  return read;
}

/// PostgreSQL without and PgBouncer with required TLS, about a connection in clear text.
bool refuses_clear_text(attempt_text const& attempt) {
  static constexpr std::array<std::string_view, 3> signs{"no encryption", "SSL off", "SSL required"};
  return attempt.sqlstate && has_any(attempt.words, signs);
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

bool has_location(std::string_view text) { return text.find(location_begins) != std::string_view::npos; }

std::vector<attempt_text> attempts_in(std::string_view text) {
  std::vector<attempt_text> attempts;
  do {
    attempts.push_back(read_attempt(take_attempt(text)));
  } while (!text.empty());
  return attempts;
}

attempt_text const& decisive(std::vector<attempt_text> const& attempts) {
  auto const& last = attempts.back();
  if (!refuses_clear_text(last)) return last;
  auto const telling = [&last](attempt_text const& earlier) {
    return earlier.where == last.where && !earlier.words.empty() && !refuses_clear_text(earlier);
  };
  auto const found = std::find_if(attempts.rbegin(), attempts.rend(), telling);
  return found == attempts.rend() ? last : *found;
}

std::string summary(std::vector<attempt_text> const& attempts) {
  auto const& cause = decisive(attempts);
  auto const differs = [&cause](attempt_text const& a) {
    return a.where != cause.where && a.words != cause.words;
  };
  if (std::none_of(attempts.begin(), attempts.end(), differs)) return cause.words;
  std::string all;
  for (auto const& a : attempts) {
    if (a.words.empty() || (a.where == cause.where && &a != &cause)) continue;
    all += (all.empty() ? "" : "; ") + a.where + ": " + a.words;
  }
  return all;
}

std::string without_location(std::string_view text) {
  return one_line(text.substr(0, text.find(location_begins)));
}

bool is_no_postgres(std::string_view text) {
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

bool is_closed_silently(std::string_view text) {
  static constexpr std::array<std::string_view, 3> signs{"server closed the connection unexpectedly",
                                                         "could not receive data from server",
                                                         "Connection reset by peer"};
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
