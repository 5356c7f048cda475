#include "wire/explain_failure.hpp"

#include <fmt/format.h>

#include <regex>
#include <string_view>

#include "conninfo/libpq_values.hpp"
#include "model/target_words.hpp"
#include "wire/known_failures.hpp"

namespace poolprobe::wire {
namespace {

constexpr std::string_view no_server =
    "a pooler without a server behaves like this: check that PostgreSQL runs and that the pooler can reach "
    "and log in to it (the pooler's log says why), and that it is not paused; --timeout waits longer";
constexpr std::string_view no_server_free =
    "wait until clients give their server connections back, raise pool_size, or RESUME a paused pool; check "
    "also that the pooler can reach PostgreSQL (its log says why); --timeout waits longer";

struct explanation {
  std::string_view what;
  failure_advice to_do;
};

explanation about_silence(open_failure::reached progress) {
  using enum open_failure::reached;
  switch (progress) {
    case nothing:
    case name:
      return {"no connection within the time limit",
              "check host and port, firewalls and VPN; --timeout waits longer"};
    case startup_reply:
      return {
          "it speaks PostgreSQL's protocol, but the login was not completed within the time limit: a pool "
          "that "
          "is full or paused, or has no server, lets it wait",
          no_server};
    case permission:
      return {
          "logged in, but no server connection came within the time limit: the pool is full or paused, or "
          "has "
          "no server",
          no_server_free};
    default:
      return {"connected, but it stays silent",
              "check that host and port are those of PostgreSQL or a pooler and not of another service; a "
              "pooler without a server behaves like this too; --timeout waits longer"};
  }
}

explanation about_dialling(bool is_socket) {
  if (is_socket) {
    return {"the socket cannot be used",
            "check the folder (host) and the port, and that the server runs here"};
  }
  return {"no connection can be made", "check host and port, the network and firewalls"};
}

explanation about_progress(open_failure::reached progress, bool is_socket) {
  using enum open_failure::reached;
  switch (progress) {
    case nothing:
      return {"the host name cannot be resolved", "check the host in the connection text"};
    case name:
      return about_dialling(is_socket);
    case scripted_server:
      return {"what answers there is not PostgreSQL",
              "check host and port: the answer is not in PostgreSQL's protocol"};
    case tls:
      return {"TLS could not be agreed on",
              "check sslmode and sslrootcert; sslmode=prefer takes what the server offers"};
    case socket:
      return {"the connection was closed without a word",
              "check that host and port are those of PostgreSQL or a pooler, and whether it wants TLS"};
    case startup_reply:
      return {"the login failed",
              "the words in brackets say why; the log of the server or pooler may say more"};
    case permission:
      return {"logged in, but it does not go on as PostgreSQL does",
              "check that host and port are those of PostgreSQL or a pooler; its log may say more"};
  }
  return {"the login failed", ""};
}

explanation advise(open_failure const& failure, target_info const& shown) {
  if (failure.timed_out) return about_silence(failure.progress);
  if (auto const* known = find_known_failure(failure)) return {known->what, known->to_do};
  return about_progress(failure.progress, is_socket(shown.host));
}

std::string place(target_info const& shown) {
  return shown.host.find(',') == std::string::npos ? place_of(shown) : shown.display;
}

/// Whether libpq failed before it tried to connect. Its message then repeats parts of the connection text.
bool is_about_text(open_failure const& failure) {
  return failure.progress == open_failure::reached::name && !failure.sqlstate &&
         (failure.message.starts_with("invalid ") || failure.message.starts_with("could not match "));
}

fatal bad_text(std::string const& words) {
  // "invalid NAME value: "VALUE"", or "invalid … "VALUE" for connection option "NAME"".
  static std::regex const by_value("^invalid (\\w+) value: \"(.*)\"$");
  static std::regex const by_option("\"(.*)\" for connection option \"(\\w+)\"$");
  std::smatch found;
  if (std::regex_search(words, found, by_value)) return unknown_value(found[1].str(), found[2].str());
  if (std::regex_search(words, found, by_option)) return unknown_value(found[2].str(), found[1].str());
  return {exit_code::usage, "libpq does not take the connection text",
          "check its hosts and ports, of which there must be as many, and its settings"};
}

/// Messages that add nothing to our own text.
bool says_more(open_failure const& failure, std::string_view what) {
  auto const& words = failure.message;
  if (words.empty() || (failure.timed_out && words == word(ending::timed_out))) return false;
  return !(words == "Connection refused" && what == "the connection was refused");
}

}  // namespace

fatal explain_failure(open_failure const& failure, target_info const& shown) {
  if (failure.interrupted) return {exit_code::interrupted, "interrupted while connecting"};
  if (is_about_text(failure)) return bad_text(failure.message);
  auto const [what, to_do] = advise(failure, shown);
  auto text = fmt::format("{}: {}", place(shown), what);
  if (says_more(failure, what)) text += fmt::format(" ({})", failure.message);
  auto hint = std::string(to_do.text);
  if (!failure.from_postgres && !to_do.pooler.empty()) hint += fmt::format("; {}", to_do.pooler);
  return {exit_code::no_connection, std::move(text), std::move(hint)};
}

}  // namespace poolprobe::wire
