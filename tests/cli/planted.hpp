#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/scratch.hpp"
#include "support/run_program.hpp"

/// Runs that must fail to connect, with a password in the connection text that must never be shown.
namespace poolprobe::testing {

/// The password, and its form in a URL. Its first letters occur nowhere else.
constexpr std::string_view planted_password = "Pl4nt3d&p/w@d:%  '\\";
constexpr std::string_view planted_in_url = "Pl4nt3d%26p%2Fw%40d%3A%25%20%20%27%5C";
constexpr std::string_view planted_mark = "Pl4nt3d";

/// "postgresql://app@host/…" with the planted password after the user.
[[nodiscard]] inline std::string plant(std::string url) {
  return url.insert(url.find('@'), ":" + std::string(planted_in_url));
}

inline void check_keeps_secret(std::string const& text) {
  CHECK_MESSAGE(text.find(planted_mark) == std::string::npos, text);
}

inline void check_says_error(std::string const& json_text) {
  check_keeps_secret(json_text);
  auto const run = nlohmann::json::parse(json_text, nullptr, false);
  REQUIRE(!run.is_discarded());
  CHECK(run["verdict"]["status"] == "error");
  CHECK(run["verdict"]["exit_code"] == 3);
  CHECK(run["verdict"]["reasons"].size() == 2);
}

/// Runs check on the URL with the planted password, once for the screen with a JSON file in addition and once
/// with JSON on standard output. Both must end with 3 and write the same to standard error, which is returned
/// on one line.
[[nodiscard]] inline std::string refusal(std::string const& url,
                                         std::vector<std::string> const& more = {"--timeout", "2"}) {
  scratch_folder const folder;
  auto const file = folder.file("run.json");
  auto arguments = std::vector<std::string>{"check", plant(url)};
  arguments.insert(arguments.end(), more.begin(), more.end());
  auto screen = arguments;
  screen.insert(screen.end(), {"-o", "text", "-o", "json=" + file});
  arguments.insert(arguments.end(), {"-o", "json"});

  auto const shown = run_poolprobe(screen);
  auto const piped = run_poolprobe(arguments);
  INFO(shown.err);
  CHECK(shown.exit_code == 3);
  CHECK(shown.out.empty());
  check_says_error(content_of(file));
  CHECK(piped.exit_code == 3);
  check_says_error(piped.out);
  for (auto const* err : {&shown.err, &piped.err}) {
    CHECK(err->starts_with("✘ NO CONNECTION (exit 3): "));
    CHECK(std::count(err->begin(), err->end(), '\n') <= 23);
    check_keeps_secret(*err);
    check_readable(*err);
  }
  return on_one_line(shown.err);
}

/// `what` is part of the problem's description, `to_do` part of the advice. What `what` has in brackets are
/// the other side's words, which stand by themselves on the screen of a check.
inline void check_says(std::string const& said, std::string_view what, std::string_view to_do) {
  INFO(said);
  auto const bracket = what.find(" (");
  CHECK(said.find(what.substr(0, bracket)) != std::string::npos);
  if (bracket != what.npos) {
    auto words = what.substr(bracket + 2);
    if (words.ends_with(')')) words.remove_suffix(1);
    CHECK(said.find(words) != std::string::npos);
  }
  CHECK(said.find(to_do) != std::string::npos);
}

}  // namespace poolprobe::testing
