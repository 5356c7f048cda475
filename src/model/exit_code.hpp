#pragma once

#include <array>
#include <string_view>

namespace poolprobe {

/// What the process returns. Where several apply, the one named first here wins (see judge/verdict).
enum class exit_code : int {
  defect = 70,        ///< a defect of ours (EX_SOFTWARE of sysexits)
  interrupted = 130,  ///< SIGINT or SIGTERM; what was found so far was written
  no_connection = 3,  ///< could not connect or log in
  incompatible = 1,   ///< something required was observed to break
  inconclusive = 4,   ///< reached it, but something required could not be observed
  too_slow = 5,       ///< compatible, but a performance threshold or baseline was missed
  compatible = 0,     ///< everything required was observed to work
  usage = 2,          ///< bad flag, bad connection text, a selection that matches nothing
};

/// An exit code in words.
struct exit_meaning {
  exit_code code;
  std::string_view word;     ///< "no connection"
  std::string_view meaning;  ///< what it says about a check, one clause
};

/// All of them, in the order of `exit_code`: where several apply, the first one counts.
inline constexpr std::array<exit_meaning, 8> exit_meanings{{
    {exit_code::defect, "a defect of poolprobe", "poolprobe itself failed, please report it"},
    {exit_code::interrupted, "interrupted", "only what is shown above was looked at"},
    {exit_code::no_connection, "no connection", "could not connect or log in"},
    {exit_code::incompatible, "incompatible", "something required was observed not to work"},
    {exit_code::inconclusive, "inconclusive", "something required could not be observed"},
    {exit_code::too_slow, "too slow", "compatible, but a performance limit was missed"},
    {exit_code::compatible, "compatible", "everything required was observed to work"},
    {exit_code::usage, "usage", "the command line or the connection text is not understood"},
}};

/// The row of a code, which each has.
[[nodiscard]] constexpr exit_meaning const& meaning_of(exit_code code) {
  for (auto const& row : exit_meanings) {
    if (row.code == code) return row;
  }
  return exit_meanings.front();
}

}  // namespace poolprobe
