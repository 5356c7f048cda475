#include "rehearsal/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace poolprobe {
namespace {

/// The gravest first.
constexpr std::array gravity{outcome::wrong_answer, outcome::breaks, outcome::unknown, outcome::skipped};

outcome worst(std::vector<driver_scene> const& scenes) {
  for (auto const o : gravity) {
    if (std::any_of(scenes.begin(), scenes.end(), [o](auto const& s) { return s.outcome == o; })) return o;
  }
  return scenes.empty() ? outcome::unknown : outcome::works;
}

std::string ordinal(int number) {
  constexpr std::array<std::string_view, 4> endings{"th", "st", "nd", "rd"};
  auto const last = number % 10;
  auto const regular = last > 3 || number / 10 % 10 == 1;
  return fmt::format("{}{}", number, endings.at(static_cast<std::size_t>(regular ? 0 : last)));
}

std::string when(driver_scene const& s) {
  if (s.scene == "login") return "at login";
  return s.executions == 0 ? "when it connects" : "at the " + ordinal(s.executions) + " execution";
}

std::string_view where(driver_scene const& s) {
  if (s.scene == "moved") return "on another server connection";
  if (s.scene == "met") return "where another process was before";
  if (s.scene == "crossed") return "where another process has the same name";
  return "";
}

std::string words(driver_scene const& s) {
  auto const place = where(s);
  auto const what = s.outcome == outcome::wrong_answer ? std::string("another client's answer")
                                                       : s.sqlstate.value_or("an error");
  return fmt::format("{} {}{}{}", what, when(s), place.empty() ? "" : " ", place);
}

bool is_bad(driver_scene const& s) {
  return s.outcome == outcome::breaks || s.outcome == outcome::wrong_answer;
}

/// What was met with, the gravest first, each kind once.
std::string all_words(std::vector<driver_scene> const& scenes) {
  std::string text;
  for (auto const kind : {outcome::wrong_answer, outcome::breaks}) {
    for (auto const& s : scenes) {
      if (s.outcome == kind) text += (text.empty() ? "" : "; ") + words(s);
    }
  }
  return text;
}

std::string reason(std::vector<driver_scene> const& scenes, outcome of) {
  auto const found =
      std::find_if(scenes.begin(), scenes.end(), [of](auto const& s) { return s.outcome == of; });
  return found == scenes.end() ? "nothing was played" : found->observed;
}

}  // namespace

driver_result summed_up(driver_result of, std::vector<driver_scene> scenes) {
  of.outcome = worst(scenes);
  driver_scene const* first = nullptr;
  for (auto const& s : scenes) {
    if (is_bad(s) && s.sqlstate && (first == nullptr || s.executions < first->executions)) first = &s;
  }
  if (first != nullptr) of.sqlstate = first->sqlstate;
  int fewest = 0;
  for (auto const& s : scenes) {
    if (is_bad(s)) fewest = fewest == 0 ? s.executions : std::min(fewest, s.executions);
  }
  of.executions = fewest;
  auto const again = std::any_of(scenes.begin(), scenes.end(), [](auto const& s) { return s.tried_again; });
  if (of.outcome == outcome::works) {
    of.summary = again ? "works, by its own second try after an error" : "works";
  } else if (of.outcome == outcome::unknown || of.outcome == outcome::skipped) {
    of.summary = reason(scenes, of.outcome);
  } else {
    of.summary = all_words(scenes);
  }
  of.scenes = std::move(scenes);
  return of;
}

}  // namespace poolprobe
