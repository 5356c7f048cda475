#include "run/probe_selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/fatal.hpp"
#include "text/ascii.hpp"
#include "text/grouped_id.hpp"
#include "text/nearest.hpp"
#include "text/split.hpp"
#include "text/typed_word.hpp"

namespace poolprobe {
namespace {

std::vector<std::string_view> words_of(probe_words const& values) {
  std::vector<std::string_view> words;
  for (std::string_view const value : values) {
    for (auto const word : split(value, ',')) words.push_back(trimmed(word, " "));
  }
  return words;
}

bool names(std::string_view word, probe const& p) {
  return upper_case(word) == p.code || word == p.id || word == group_of(p.id);
}

std::vector<std::string> groups(std::span<probe const> probes) {
  std::vector<std::string> all;
  for (auto const& p : probes) {
    if (all.empty() || all.back() != group_of(p.id)) all.emplace_back(group_of(p.id));
  }
  return all;
}

/// The most similar names for a wrong word, or the whole id where only its end was given.
std::vector<std::string> meant_by(std::string_view word, std::span<probe const> probes) {
  auto known = groups(probes);
  for (auto const& p : probes) {
    if (name_in_group(p.id) == word) return {std::string(p.id)};
    known.emplace_back(p.code);
    known.emplace_back(p.id);
  }
  return nearest_of(word, known);
}

[[noreturn]] void refuse(std::string_view option, std::string_view word, std::span<probe const> probes) {
  auto words = meant_by(word, probes);
  std::vector<std::string> const of_drivers{"errors", "cursors", "batches"};
  if (words.empty() && option == "--require") words = nearest_of(word, of_drivers);
  auto const meant = did_you_mean(words);
  throw fatal(exit_code::usage, naming(fmt::format("{}: there is no probe or group", option), word),
              meant.empty() ? fmt::format("give a code (PP101), an id (prepared/lost-statement) or a group "
                                          "({}); all of them: poolprobe list probes",
                                          fmt::join(groups(probes), ", "))
                            : meant + " All of them: poolprobe list probes");
}

bool contains(std::vector<std::string> const& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

bool is_startup(probe const& p) { return group_of(p.id) == "startup"; }

std::vector<std::string> codes_of(std::span<probe const> probes, std::string_view option,
                                  probe_words const& values) {
  auto const words = words_of(values);
  for (auto const word : words) {
    if (std::none_of(probes.begin(), probes.end(), [word](probe const& p) { return names(word, p); })) {
      refuse(option, word, probes);
    }
  }
  std::vector<std::string> codes;
  for (auto const& p : probes) {
    if (std::any_of(words.begin(), words.end(), [&p](auto const word) { return names(word, p); })) {
      codes.emplace_back(p.code);
    }
  }
  return codes;
}

life_requirements take_life_requirements(probe_words& values) {
  life_requirements life;
  probe_words left;
  for (auto const word : words_of(values)) {
    if (!add_life_requirement(life, word)) left.emplace_back(word);
  }
  values = std::move(left);
  return life;
}

bool selection::has(std::string_view code) const {
  return (only.empty() || contains(only, code)) && !contains(skip, code);
}

std::optional<std::string> selection::objection(std::string_view code) const {
  if (has(code)) return std::nullopt;
  return contains(skip, code) ? "not run: left out by --skip" : "not run: not among those of --only";
}

selection select(std::span<probe const> probes, probe_words const& only, probe_words const& skip) {
  selection chosen{codes_of(probes, "--only", only), codes_of(probes, "--skip", skip)};
  if (std::none_of(probes.begin(), probes.end(), [&](probe const& p) { return chosen.has(p.code); })) {
    throw fatal(exit_code::usage, "--only and --skip leave no probe to run", "poolprobe list probes");
  }
  return chosen;
}

}  // namespace poolprobe
