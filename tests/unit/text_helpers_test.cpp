#include <doctest/doctest.h>

#include <set>
#include <span>

#include "text/ascii.hpp"
#include "text/nearest.hpp"
#include "text/one_line.hpp"
#include "text/random_hex.hpp"
#include "text/read_duration.hpp"
#include "text/split.hpp"
#include "text/static_string_list.hpp"
#include "text/typed_word.hpp"

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

namespace {

std::vector<std::string> const words{
    "check",      "trace", "help", "version", "psycopg2", "psycopg3", "pgx", "pgx-v4", "statement_cache_size",
    "postgres-js"};

}  // namespace

TEST_CASE("a misspelt word leads to the one that was meant") {
  struct misspelt {
    char const* word;
    char const* meant;
  };
  for (auto const& [word, meant] : {misspelt{"hlep", "help"},
                                    {"chekc", "check"},
                                    {"tarce", "trace"},
                                    {"verison", "version"},
                                    {"CHECK", "check"},
                                    {"pxg", "pgx"},
                                    {"statementCacheSize", "statement_cache_size"},
                                    {"pgxv4", "pgx-v4"},
                                    {"statement_cash_size", "statement_cache_size"},
                                    {"xyz", ""},
                                    {"hl", ""},
                                    {"zzzzzzzz", ""},
                                    {"", ""}}) {
    CAPTURE(word);
    CHECK(nearest(word, words) == meant);
  }
  CHECK(nearest(std::string(65, 'a'), words).empty());
  CHECK(nearest("check", {}).empty());
}

TEST_CASE("of several the likeliest come first, and no more than are wanted") {
  CHECK(nearest_of("psycopg", words) == std::vector<std::string>{"psycopg2", "psycopg3"});
  CHECK(nearest_of("psycopg2", words) == std::vector<std::string>{"psycopg2"});
  CHECK(nearest_of("psycopg4", words) == std::vector<std::string>{"psycopg2", "psycopg3"});
  CHECK(nearest_of("psycopg", words, 1) == std::vector<std::string>{"psycopg2"});
  CHECK(nearest_of("postgres", words) == std::vector<std::string>{"postgres-js"});
  CHECK(nearest_of("po", words).empty());
}

TEST_CASE("what was typed is repeated where it is a plain word, and never where it may be a secret") {
  CHECK(naming("no driver", "asynpg") == "no driver \"asynpg\"");
  CHECK(instead_of("takes json", "jsn") == "takes json, not \"jsn\"");
  for (auto const* word : {"pgx:exec", "127.0.0.1:99", "2/3", "1,8", "1.5"})
    CHECK_FALSE(quoted_if_safe(word).empty());
  for (auto const& word :
       {std::string("postgresql://u:pw@h/d"), std::string("host=h password=pw"), std::string("u:pw@h"),
        std::string("Pa$$w0rd"), std::string("two words"), std::string("\x1b[2J"), std::string("p\xC3\xA4ss"),
        std::string(41, 'a'), std::string(), std::string("x=y"), std::string("//u:pw")}) {
    CAPTURE(word);
    CHECK(quoted_if_safe(word).empty());
    CHECK(naming("no driver", word) == "no driver");
    CHECK(naming("no driver:", word) == "no driver");
    CHECK(instead_of("takes json", word) == "takes json");
  }
}

TEST_CASE("suggestions are one question") {
  std::vector<std::string> const three{"a", "b", "c"};
  CHECK(did_you_mean({}).empty());
  CHECK(did_you_mean({three.data(), 1}) == "did you mean a?");
  CHECK(did_you_mean({three.data(), 2}) == "did you mean a or b?");
  CHECK(did_you_mean(three) == "did you mean a, b or c?");
}

TEST_CASE("a time is read as it is written, and written as it is read") {
  struct time {
    char const* text;
    double seconds;
    char const* written;
  };
  for (auto const& one : {time{"5", 5, "5s"},
                          {"5s", 5, "5s"},
                          {"500ms", 0.5, "500ms"},
                          {"20us", 2e-5, "20us"},
                          {"2m", 120, "2min"},
                          {"2min", 120, "2min"},
                          {"1h", 3600, "1h"},
                          {"0", 0, "0"},
                          {"90", 90, "90s"},
                          {"24h", 86400, "24h"},
                          {"0.1", 0.1, "100ms"}}) {
    CAPTURE(one.text);
    auto const read = read_duration(one.text);
    REQUIRE(read);
    CHECK(read->count() == doctest::Approx(one.seconds));
    CHECK(duration_text(one.seconds) == one.written);
  }
  for (auto const* text : {"", "s", "5 s", "5x", "-1", "nan", "inf", "1e999", "five"})
    CHECK_FALSE(read_duration(text));
}
