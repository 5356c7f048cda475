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
  return s.executions == 0 ? "when it connects" : "at the " + ordinal(s.executions) + " execution";
}

std::string_view where(driver_scene const& s) {
  if (s.scene == "moved") return "on another server connection";
  if (s.scene == "met") return "where another process was before";
  if (s.scene == "crossed") return "where another process has the same name";
  if (s.scene == "query") return "because simple queries are refused";
  if (s.scene == "block") return "because no transaction block is allowed";
  return "";
}

std::string words(driver_scene const& s) {
  if (s.scene == "login") return fmt::format("{} at login: {}", s.sqlstate.value_or("refused"), s.observed);
  auto const place = where(s);
  auto const what = s.outcome == outcome::wrong_answer ? std::string("another client's answer")
                                                       : s.sqlstate.value_or("an error");
  return fmt::format("{} {}{}{}", what, when(s), place.empty() ? "" : " ", place);
}

bool is_bad(driver_scene const& s) {
  return s.outcome == outcome::breaks || s.outcome == outcome::wrong_answer;
}

bool refused_login(std::vector<driver_scene> const& scenes) {
  return !scenes.empty() && scenes.front().scene == "login" && is_bad(scenes.front());
}

/// The scene among those that ends after the fewest executions; null where there is none.
template <class Fits>
driver_scene const* earliest(std::vector<driver_scene> const& scenes, Fits const& fits) {
  driver_scene const* first = nullptr;
  for (auto const& s : scenes) {
    if (fits(s) && (first == nullptr || s.executions < first->executions)) first = &s;
  }
  return first;
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

/// What a refused login keeps from being met with.
std::string beyond_login(std::vector<driver_scene> const& scenes) {
  if (scenes.size() < 2) return {};
  auto const rest = all_words({scenes.begin() + 1, scenes.end()});
  return rest.empty() ? "; let in, it would work" : "; let in, it would meet with " + rest;
}

std::string summary(driver_result const& of, std::vector<driver_scene> const& scenes) {
  switch (of.outcome) {
    case outcome::works:
      return std::any_of(scenes.begin(), scenes.end(), [](auto const& s) { return s.tried_again; })
                 ? "works, by its own second try after an error"
                 : "works";
    case outcome::unknown:
    case outcome::skipped:
      return reason(scenes, of.outcome);
    default:
      return refused_login(scenes) ? words(scenes.front()) + beyond_login(scenes) : all_words(scenes);
  }
}

}  // namespace

driver_result summed_up(driver_result of, std::vector<driver_scene> scenes) {
  of.outcome = refused_login(scenes) ? outcome::breaks : worst(scenes);
  if (auto const* first = earliest(scenes, [](auto const& s) { return is_bad(s) && s.sqlstate; })) {
    of.sqlstate = first->sqlstate;
  }
  if (auto const* first = earliest(scenes, is_bad)) of.executions = first->executions;
  of.summary = summary(of, scenes);
  of.scenes = std::move(scenes);
  return of;
}

}  // namespace poolprobe
