#include <doctest/doctest.h>

#include <random>

#include "notation/notation.hpp"

using namespace poolprobe::notation;

TEST_CASE("a script of every message parses to its steps") {
  auto const steps = parse_notation("Q P(s1) B D(S) D(P) E C(S) C(P) H S | d c f");
  std::vector<message> const expected{{verb::query, ""},
                                      {verb::parse, "s1"},
                                      {verb::bind, "s1"},
                                      {verb::describe_statement, "s1"},
                                      {verb::describe_portal, ""},
                                      {verb::execute, ""},
                                      {verb::close_statement, "s1"},
                                      {verb::close_portal, ""},
                                      {verb::flush, ""},
                                      {verb::sync, ""},
                                      {verb::wait, ""},
                                      {verb::copy_data, ""},
                                      {verb::copy_done, ""},
                                      {verb::copy_fail, ""}};
  CHECK(steps == expected);
}

TEST_CASE("B means the statement that the script touched last") {
  CHECK(parse_notation("B E S").front().name.empty());
  CHECK(parse_notation("P(a) P(b) B").back().name == "b");
  CHECK(parse_notation("P(a) B(c) D(S)").back().name == "c");
  CHECK(parse_notation("C(S x) B").back().name == "x");
}

TEST_CASE("repetitions are written out, also nested") {
  CHECK(print_notation(parse_notation("2 x [P() B E S]")) == "P() B E S P() B E S");
  CHECK(parse_notation("3 x [2 x [S] H]").size() == 9);
}

TEST_CASE("what is printed parses to the same steps") {
  for (auto const* text :
       {"P(__asyncpg_stmt_1__) D(S) H | B E S", "P() B D(P) E S", "P(_pg3_0) S | B D(P) E S",
        "B(s) E S C(S t) S", "P(a) B() E S", "Q", "D(S a) C(S) C(P) H S", "P() B E d d c S", "Q f"}) {
    CAPTURE(text);
    CHECK(print_notation(parse_notation(text)) == text);
  }
}

TEST_CASE("random scripts survive printing and parsing") {
  std::mt19937 random(20240601);
  std::vector<std::string> const names{"", "a", "S_1", "x y"};
  for (int round = 0; round < 2000; ++round) {
    std::vector<message> steps;
    for (unsigned i = 0; i < random() % 12; ++i) {
      auto const v = static_cast<verb>(random() % 14);
      auto const named =
          v == verb::parse || v == verb::bind || v == verb::describe_statement || v == verb::close_statement;
      steps.push_back({v, named ? names[random() % names.size()] : std::string()});
    }
    auto const text = print_notation(steps);
    CAPTURE(text);
    CHECK(parse_notation(text) == steps);
  }
}

TEST_CASE("text that is not in the notation is refused with the place") {
  for (auto const* text : {"X", "P", "P(a", "PB", "D", "D(X)", "D(Sx)", "E()", "3 x", "3 x [S", "S ]", "d()",
                           "cf", "3 [S]", "99999999999 x [S]", "10000 x [10000 x [S]]", "S\n"}) {
    CAPTURE(text);
    CHECK_THROWS_AS((void)parse_notation(text), notation_error);
  }
}
