#include "survey/version_range.hpp"

#include <array>
#include <string_view>

#include "survey/reading.hpp"

namespace poolprobe {
namespace {

/// PgBouncer's words for an unknown setting in the startup parameter `options`, by version: before 1.20 it
/// did not know `options` at all; 1.20 parsed `-c name=value`; 1.23 also `--name=value` (NEWS; src/client.c).
struct wording {
  std::string_view words;
  std::string_view from;
  std::string_view before;
};
constexpr std::array wordings{
    wording{"unsupported startup parameter: options", "", "1.20"},
    wording{"unsupported options startup parameter", "1.20", "1.23"},
    wording{"unsupported startup parameter in options: ", "1.23", "1.26"},
};

/// From here on the version is announced at login, so a silent PgBouncer is older.
constexpr std::string_view announced_from = "1.26";
constexpr std::string_view tracked_from = "1.21";

wording range_from_words(signals const& seen) {
  if (seen.unknown_option && seen.unknown_option->error) {
    for (auto const& known : wordings) {
      if (seen.unknown_option->error->message.find(known.words) != std::string::npos) return known;
    }
  }
  return {"", "", announced_from};
}

}  // namespace

bool too_old_to_track(signals const& s) {
  auto const before = range_from_words(s).before;
  return !before.empty() && before < tracked_from;
}

std::optional<std::string> pgbouncer_version(signals const& seen) {
  if (seen.announced) return seen.announced->version;
  if (seen.console && !seen.console->version.empty()) return seen.console->version;
  auto [words, from, before] = range_from_words(seen);
  auto const tracks = product_of_name(seen) == "pgbouncer" && !too_old_to_track(seen);
  if (from < tracked_from && tracks) from = tracked_from;
  std::string range;
  if (!from.empty()) range = ">= " + std::string(from);
  if (!before.empty()) range += (range.empty() ? "< " : ", < ") + std::string(before);
  return range;
}

}  // namespace poolprobe
