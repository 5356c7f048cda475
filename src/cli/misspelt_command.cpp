#include "cli/misspelt_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/subcommand.hpp"
#include "explain/explain.hpp"
#include "model/fatal.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"

namespace poolprobe {
namespace {

/// No connection text looks like this: libpq wants a URL or key=value.
bool looks_like_a_word(std::string_view text) {
  return !text.empty() && !text.starts_with('-') && text.find_first_of("=:/ \\") == std::string_view::npos;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (auto const& s : all_subcommands()) names.emplace_back(s.name);
  return names;
}

/// What a first argument that is no connection text can mean: a command, or what `explain` takes.
std::vector<std::string> meant_by(std::string_view word) {
  auto meant = nearest_of(word, command_names());
  if (meant.empty()) {
    for (auto const& known : nearest_of(word, explainable_words())) meant.push_back("explain " + known);
  }
  for (auto& one : meant) one.insert(0, "poolprobe ");
  return meant;
}

/// Only letters, as commands have: where a connection text belongs no other word is repeated, for it may be a
/// part of one.
bool is_command_like(std::string_view word) {
  constexpr std::size_t longest = 20;
  return word.size() <= longest &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

/// Whether few letters differ from a word that exists.
bool is_close(std::string_view word) {
  return !nearest(word, command_names()).empty() || !nearest(word, explainable_words()).empty();
}

}  // namespace

void refuse_misspelt_command(std::string_view word) {
  if (!looks_like_a_word(word)) return;
  constexpr std::string_view what = "the first argument is neither a command nor a connection text";
  auto const meant = meant_by(word);
  auto const shown = is_command_like(word) || is_close(word) ? word : std::string_view();
  if (!meant.empty())
    throw fatal(exit_code::usage, naming(fmt::format("{}:", what), shown), did_you_mean(meant));
  if (shown.empty()) return;
  throw fatal(exit_code::usage, naming(fmt::format("{}:", what), word),
              fmt::format("commands: {}; a connection text is postgresql://user@host:port/database or "
                          "\"host=... dbname=...\"",
                          fmt::join(command_names(), ", ")));
}

void refuse_misspelt_version(std::string const& option) {
  std::vector<std::string> const known{"--version", "--help"};
  if (!option.starts_with("--ver") || nearest(option, known) != known.front()) return;
  throw fatal(exit_code::usage, naming("unknown option:", option), did_you_mean({known.data(), 1}));
}

void refuse_command(std::string_view name) {
  auto const meant = did_you_mean(nearest_of(name, command_names()));
  throw fatal(exit_code::usage, naming("there is no command", name),
              meant.empty() ? fmt::format("commands: {}", fmt::join(command_names(), ", ")) : meant);
}

}  // namespace poolprobe
