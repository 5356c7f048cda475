#include "survey/version_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "model/product.hpp"
#include "survey/pooler_layers.hpp"
#include "survey/product_rules.hpp"
#include "survey/signal_readings.hpp"
#include "wire/number.hpp"

namespace poolprobe {
namespace {

constexpr int first_to_announce = 26;
constexpr int first_to_track = 21;

using reasons = std::vector<version_reason>;

/// PgBouncer's words for an unknown setting in the startup parameter `options`, by version: before 1.20 it
/// did not know `options` at all; 1.20 parsed `-c name=value`; 1.23 also `--name=value` (NEWS; src/client.c).
struct wording {
  std::string_view words;
  int from;
  int before;
};
constexpr std::array wordings{wording{"unsupported startup parameter: options", 0, 20},
                              wording{"unsupported options startup parameter", 20, 23},
                              wording{"unsupported startup parameter in options: ", 23, 0}};

bool sends(std::optional<wire::startup_reply> const& answer, std::string_view words) {
  return answer && answer->error && answer->error->message.find(words) != std::string::npos;
}

void add_words(signals const& s, reasons& to) {
  for (auto const& w : wordings) {
    if (!sends(s.unknown_option, w.words)) continue;
    to.push_back(
        {w.from, w.before, fmt::format("an unknown setting in options is refused as \"{}\"", w.words)});
    return;
  }
}

/// What closes the connection was labelled ERROR before 1.16 (NEWS).
void add_severity(signals const& s, reasons& to) {
  for (auto const* answer : {&s.unknown_option, &s.unknown_parameter}) {
    if (!refused_by_pgbouncer(*answer)) continue;
    auto const& severity = (*answer)->error->severity;
    auto const old = severity == "ERROR";
    to.push_back(
        {old ? 0 : 16, old ? 16 : 0, fmt::format("a refusal that ends the connection is {}", severity)});
    return;
  }
}

/// An unknown database is refused only once the client has logged in, from 1.17 on (NEWS). Where nobody needs
/// a password, that does not show.
void add_database(signals const& s, reasons& to) {
  if (s.unknown_database && s.unknown_database->how == wire::startup_reply::kind::asked_to_login)
    to.push_back({17, 0, "an unknown database is not refused before the password is asked for"});
}

/// From 1.23 on it offers protocol 3.0 where it is asked for a newer one; before, that is a bad header
/// (NEWS).
void add_protocol(signals const& s, reasons& to) {
  if (sends(s.newer_protocol, "bad packet header")) {
    to.push_back({0, 23, "protocol 3.2 is taken for a bad packet"});
  } else if (s.newer_protocol && s.newer_protocol->negotiated_minor) {
    to.push_back({23, 0, "protocol 3.2 is answered by an offer of 3.0"});
  }
}

/// The process ids in cancel keys, which it makes up, had a random sign before 1.21 (src/proto.c). That none
/// was negative proves nothing.
void add_keys(signals const& s, reasons& to) {
  auto const is_negative = [](int pid) { return pid < 0; };
  auto const found = std::find_if(s.key_pids.begin(), s.key_pids.end(), is_negative);
  if (found != s.key_pids.end())
    to.push_back({0, first_to_track, fmt::format("a cancel key says process {}, which is negative", *found)});
}

reasons without_tracking(signals const& s) {
  reasons all;
  add_words(s, all);
  add_severity(s, all);
  add_database(s, all);
  add_protocol(s, all);
  add_keys(s, all);
  all.push_back({0, first_to_announce, "its version is not announced at login"});
  return all;
}

version_reason folded(reasons const& all) {
  version_reason range;
  for (auto const& r : all) {
    range.from = std::max(range.from, r.from);
    if (r.before != 0 && (range.before == 0 || r.before < range.before)) range.before = r.before;
  }
  return range;
}

}  // namespace

std::string version_reason::range() const {
  auto const least = from == 0 ? std::string() : fmt::format(">= 1.{}", from);
  if (before == 0) return least;
  return fmt::format("{}{}< 1.{}", least, least.empty() ? "" : ", ", before);
}

std::optional<int> least_minor(std::string_view version) {
  if (version.starts_with(">= ")) version.remove_prefix(3);
  if (!version.starts_with("1.")) return std::nullopt;
  version.remove_prefix(2);
  return wire::read_number<int>(version.substr(0, version.find_first_of(".,")));
}

bool too_old_to_track(signals const& s) { return folded(without_tracking(s)).before <= first_to_track; }

std::vector<version_reason> version_reasons(signals const& s) {
  auto all = without_tracking(s);
  if (product_of_name(s) == product::pgbouncer && !too_old_to_track(s))
    all.push_back({first_to_track, 0, "it keeps track of prepared statements"});
  return all;
}

std::string pgbouncer_range(signals const& s) { return folded(version_reasons(s)).range(); }

std::string pgbouncer_version(signals const& s) {
  if (s.console && !s.console->version.empty()) return s.console->version;
  if (s.announced && !is_passed_on(s)) return s.announced->version;
  return pgbouncer_range(s);
}

}  // namespace poolprobe
