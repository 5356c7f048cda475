#include "tryout/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
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

std::string what(driver_scene const& s) {
  return s.outcome == outcome::wrong_answer ? "wrong answer" : s.sqlstate.value_or("an error");
}

bool is_bad(driver_scene const& s) {
  return s.outcome == outcome::breaks || s.outcome == outcome::wrong_answer;
}

bool refused_login(std::vector<driver_scene> const& scenes) {
  auto const before = [](driver_scene const& s) { return s.scene == "login" || s.scene == "start"; };
  return !scenes.empty() && before(scenes.front()) && is_bad(scenes.front());
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

std::string when(driver_scene const& s, bool first) {
  if (s.scene == "block") return " where a transaction block begins";
  if (s.scene == "query") return " for a simple query";
  if (s.scene == "released") return " when a statement is given up";
  if (s.executions == 0) return " when it connects";
  return fmt::format(" at {}{}", first ? "execution " : "", s.executions);
}

/// What was met with, in the order of executions, each kind once: "42P05 at execution 1, 26000 at 2".
std::string all_words(std::vector<driver_scene> scenes) {
  std::stable_sort(scenes.begin(), scenes.end(),
                   [](auto const& a, auto const& b) { return a.executions < b.executions; });
  std::string text;
  std::set<std::string> told;
  for (auto const& s : scenes) {
    if (!is_bad(s) || !told.insert(what(s)).second) continue;
    text += (text.empty() ? "" : ", ") + what(s) + when(s, text.find("execution") == std::string::npos);
  }
  return text;
}

std::string reason(std::vector<driver_scene> const& scenes, outcome of) {
  auto const found =
      std::find_if(scenes.begin(), scenes.end(), [of](auto const& s) { return s.outcome == of; });
  return found == scenes.end() ? "nothing was played" : found->observed;
}

std::string at_the_door(driver_scene const& s) {
  if (s.scene == "start") return s.observed;
  return fmt::format("{} at login: {}", s.sqlstate.value_or("refused"), s.observed);
}

/// What a refused login keeps from being met with.
std::string beyond_login(std::vector<driver_scene> const& scenes) {
  if (scenes.size() < 2) return {};
  auto const rest = all_words({scenes.begin() + 1, scenes.end()});
  auto const otherwise = scenes.front().scene == "login" ? "let in" : "without that";
  return rest.empty() ? fmt::format("; {}, it would work", otherwise)
                      : fmt::format("; {}, it would meet with {}", otherwise, rest);
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
      if (auto const* first = earliest(scenes, is_bad); first->scene == "setting") return first->observed;
      return refused_login(scenes) ? at_the_door(scenes.front()) + beyond_login(scenes) : all_words(scenes);
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
