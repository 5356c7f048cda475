#include <doctest/doctest.h>

#include <set>
#include <span>

#include "text/ascii.hpp"
#include "text/one_line.hpp"
#include "text/random_hex.hpp"
#include "text/split.hpp"
#include "text/static_string_list.hpp"

using namespace poolprobe;

TEST_CASE("letters of ASCII become small, and nothing else changes") {
  CHECK(lower_case("AZ az 09 @[`{ \xC3\x89") == "az az 09 @[`{ \xC3\x89");
  CHECK(same_letters("DateStyle", "datestyle"));
  CHECK_FALSE(same_letters("date", "datestyle"));
  CHECK_FALSE(same_letters("@", "`"));  // they differ by the bit that makes a letter small
}

TEST_CASE("spaces at both ends go, those inside stay") {
  CHECK(trimmed(" \t a b\r\n") == "a b");
  CHECK(trimmed(" \n").empty());
  CHECK(trimmed("").empty());
  CHECK(trimmed("\ta ", " ") == "\ta");
}

TEST_CASE("a text is split at every separator, and what is empty counts") {
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split(",", ',') == std::vector<std::string_view>{"", ""});
  CHECK(split("a b", ',') == std::vector<std::string_view>{"a b"});
}

TEST_CASE("a text of others is one line") {
  CHECK(one_line(" a\n\tb \r\n  c ") == "a b c");
  CHECK(one_line("a\x1b[31mb\x7f") == "a?[31mb?");
  CHECK(one_line("\xC3\xA9") == "\xC3\xA9");
  CHECK(one_line(" \n ").empty());
}

TEST_CASE("random digits are hexadecimal, as many as are asked for, and not the same again") {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    auto const text = random_hex(16);
    CHECK(text.size() == 16);
    CHECK(text.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(seen.insert(text).second);
  }
  CHECK(random_hex(8).size() == 8);
}

TEST_CASE("a list of literals is a span that lives as long as the program") {
  constexpr std::span<std::string_view const> codes = list_of<"PP101", "PP102">;
  static_assert(codes.size() == 2 && codes[0] == "PP101" && codes[1] == "PP102");
  CHECK(list_of<>.empty());
}
