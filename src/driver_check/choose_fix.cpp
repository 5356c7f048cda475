#include "driver_check/choose_fix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "drivers/engine/package_version.hpp"
#include "model/driver_words.hpp"

namespace poolprobe {
namespace {

/// Without a remark in parentheses, "(default)" or "(asyncpg before 0.31)", and the "?" of a URL's key.
std::string_view plain_setting(driver_config const& config) {
  auto setting = config.setting;
  if (setting.starts_with('?')) setting.remove_prefix(1);
  return setting.substr(0, setting.find(" ("));
}

/// "prepareThreshold" of "prepareThreshold=0", "prepare" of "prepare: false".
std::string_view key_of(driver_config const& config) {
  auto const setting = plain_setting(config);
  return setting.substr(0, setting.find_first_of("=: "));
}

/// ".prepare("name")" and "on node-postgres" of ".prepare("name"), on node-postgres"; the second is empty
/// where the setting is not one of several drivers beneath.
struct placed_setting {
  std::string_view setting, place;
};

placed_setting placed(driver_config const& config) {
  auto const setting = plain_setting(config);
  auto const at = setting.find(", on ");
  if (at == std::string_view::npos) return {setting.substr(0, setting.find(", a ")), {}};
  return {setting.substr(0, at), setting.substr(at)};
}

bool is_word_end(std::string_view text, std::size_t at) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  return at >= text.size() || letters.find(text[at]) == std::string_view::npos;
}

/// Where the part is in the text as whole words; npos: nowhere.
std::size_t find_words(std::string_view text, std::string_view part) {
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    auto const begins = at == 0 || is_word_end(text, at - 1);
    if (begins && is_word_end(text, at + part.size())) return at;
  }
  return std::string_view::npos;
}

bool ranges_meet(version_range const& a, version_range const& b) {
  if (a.package != b.package) return true;
  auto const lies_before = [](version_range const& one, version_range const& other) {
    return !one.before.empty() && !other.from.empty() && !is_older(other.from, one.before);
  };
  return !lies_before(a, b) && !lies_before(b, a);
}

/// How the setting is written in code or in the URL, where the catalogue has that.
std::string spelling(driver_config const& config) {
  auto const as = !config.code.empty() ? config.code : !config.url.empty() ? config.url : config.setting;
  return config.since.empty() ? std::string(as) : fmt::format("{} (since {})", as, config.since);
}

bool is_default(driver_config const& config) {
  return config.id.empty() || (config.generation_of && config.generation_of->empty());
}

/// Whether the setting that breaks stays in place beside the setting of the fix.
bool stays(driver_config const& broken, driver_config const& fix) {
  if (broken.effect != effect::trap || is_default(broken)) return false;
  if (find_words(plain_setting(fix), plain_setting(broken)) != std::string_view::npos) return false;
  auto const sent = !broken.startup.empty() && fix.startup.empty() && !broken.url.empty();
  return sent || key_of(fix) != key_of(broken);
}

std::string words_of_change(driver_config const& fix, driver_config const& broken) {
  if (fix.id.empty() && !broken.setting.starts_with("default"))
    return fmt::format("without {}, as the driver comes", broken.setting);
  auto const words = spelling(fix);
  return stays(broken, fix) ? fmt::format("{}, without {}", words, placed(broken).setting) : words;
}

/// Of "A and B", where A is the setting of the fix, B; and what is added to the default on the same driver
/// beneath.
std::string_view rest_of(driver_config const& broken, driver_config const& fix) {
  auto const [added, place] = placed(broken);
  if (!place.empty() && placed(fix).setting == "default" && placed(fix).place == place) return added;
  constexpr std::string_view also = " and ";
  auto const all = plain_setting(broken), kept = plain_setting(fix);
  if (all.starts_with(kept) && all.substr(kept.size()).starts_with(also))
    return all.substr(kept.size() + also.size());
  if (all.ends_with(kept) && all.substr(0, all.size() - kept.size()).ends_with(also))
    return all.substr(0, all.size() - kept.size() - also.size());
  return {};
}

/// The configurations that may be chosen.
struct candidates {
  std::vector<driver_config const*> all;
  driver_config const* broken;

  template <class Fits>
  [[nodiscard]] driver_config const* first(Fits const& fits) const {
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const* c) { return fits(*c); });
    return found == all.end() ? nullptr : *found;
  }
  /// Of the versions that `broken` is of, and with a setting that it does not have.
  [[nodiscard]] bool is_other_setting(driver_config const& c) const {
    return versions_meet(c, *broken) && !is_in_use(c, *broken);
  }
  /// The newer generation of what is broken.
  [[nodiscard]] driver_config const* newer() const {
    return first(
        [this](auto const& c) { return broken->generation_of == c.id && !c.holds_for.from.empty(); });
  }
};

candidates candidates_of(driver const& of, driver_config const& broken,
                         std::function<bool(driver_config const&)> const& good) {
  candidates found{{}, &broken};
  for (auto const& c : of.configs) {
    auto const older = c.generation_of && (broken.holds_for.before.empty() || !versions_meet(c, broken));
    if (&c != &broken && !older && c.effect != effect::trap && good(c)) found.all.push_back(&c);
  }
  return found;
}

std::string words_of_versions(driver_config const& config) { return words_of(versions_of(config)); }

}  // namespace

std::vector<version_span> versions_of(driver_config const& config) {
  std::vector<version_span> all;
  for (auto const& [package, from, before] : {config.holds_for, config.holds_also}) {
    if (!package.empty()) all.push_back({std::string(package), std::string(from), std::string(before)});
  }
  return all;
}

bool versions_meet(driver_config const& a, driver_config const& b) {
  // Of two packages either one makes an old generation, so that the other may have any version.
  if (!a.holds_also.package.empty() || !b.holds_also.package.empty()) return true;
  return ranges_meet(a.holds_for, b.holds_for);
}

bool is_in_use(driver_config const& fix, driver_config const& broken) {
  // A key of the URL is no argument in the program.
  if (is_default(fix) || broken.setting.starts_with('?')) return false;
  return find_words(plain_setting(broken), plain_setting(fix)) != std::string_view::npos;
}

fix_choice choose_fix(driver const& of, driver_config const& broken,
                      std::function<bool(driver_config const&)> const& good) {
  auto const all = candidates_of(of, broken, good);
  auto const* const newer = all.newer();
  if (newer != nullptr && newer->effect == effect::fixes) return {newer, words_of_versions(*newer)};
  auto const is_part = [&](auto const& c) { return versions_meet(c, broken) && !rest_of(broken, c).empty(); };
  if (auto const* const part = all.first(is_part))
    return {part, fmt::format("without {}", rest_of(broken, *part))};
  auto const is_fix = [&](auto const& c) { return c.effect == effect::fixes && all.is_other_setting(c); };
  auto const* fix = all.first([&](auto const& c) { return is_fix(c) && c.id.starts_with(broken.id); });
  if (fix == nullptr) fix = all.first(is_fix);
  if (fix == nullptr && newer != nullptr) return {newer, words_of_versions(*newer)};
  if (fix == nullptr) fix = all.first([&](auto const& c) { return all.is_other_setting(c); });
  if (fix != nullptr) return {fix, words_of_change(*fix, broken)};
  auto const is_later = [&](auto const& c) { return !c.generation_of && !c.holds_for.from.empty(); };
  fix = all.first([&](auto const& c) { return is_later(c) && c.effect == effect::fixes; });
  if (fix == nullptr) fix = all.first(is_later);
  if (fix == nullptr) return {};
  return {fix, fmt::format("{} and {}", words_of_versions(*fix), words_of_change(*fix, broken))};
}

}  // namespace poolprobe
