// The table of exit codes in docs/check.md is that of model/exit_code.hpp.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "model/exit_code.hpp"

using namespace poolprobe;

TEST_CASE("docs/check.md has every exit code in the words of the program, and their order") {
  std::ifstream file(POOLPROBE_GOLDEN_DIR "/../../docs/check.md", std::ios::binary);
  std::string const page{std::istreambuf_iterator<char>(file), {}};
  REQUIRE_FALSE(page.empty());
  std::string order;
  for (auto const& row : exit_meanings) {
    auto const code = static_cast<int>(row.code);
    CAPTURE(code);
    // What came before an interrupt is "shown above" on a screen only.
    auto const meaning = row.code == exit_code::interrupted ? std::string_view() : row.meaning;
    CHECK(page.find(fmt::format("\n| {} | {}: {}", code, row.word, meaning)) != std::string::npos);
    if (row.code != exit_code::usage) order += fmt::format("{}{}", order.empty() ? "" : ", ", code);
  }
  std::string text = page;
  std::replace(text.begin(), text.end(), '\n', ' ');
  CHECK(text.find("Where several apply, the order is " + order) != std::string::npos);
}
