// Two texts of one shape do the same; what might differ keeps a shape of its own.
#include "trace/statement_shape.hpp"

#include <doctest/doctest.h>

#include <random>

#include "trace/sql_effects.hpp"

using namespace poolprobe::trace;

TEST_CASE("values, comments and white space make no shape of their own") {
  CHECK(statement_shape_of("select  1,\n\t'a' -- now\n from t") == "select 1, '' from t");
  CHECK(statement_shape_of("/* trace /* id */ 17 */select a from t where b = 'it''s' and c=-2.5e3") ==
        "select a from t where b = '' and c=-1.1e3");
  CHECK(statement_shape_of("select 1;  ") == "select 1;");
  CHECK(statement_shape_of("") == "");
}

TEST_CASE("names and parameters keep their digits") {
  CHECK(statement_shape_of("select a1, \"b 2\", $3, t4.c5 from s6") ==
        "select a1, \"b 2\", $3, t4.c5 from s6");
}

TEST_CASE("what repeats in a list stands there once") {
  CHECK(statement_shape_of("select * from t where a in (1, 2,3 , 4)") == "select * from t where a in (1)");
  CHECK(statement_shape_of("insert into t values (1, 'a'), (2, 'b'),(3,'c') on conflict do nothing").size() <
        60);
  CHECK(statement_shape_of("insert into t values (1,'a'), (2,'b'), (3,'c')") ==
        "insert into t values (1,'')");
  CHECK(statement_shape_of("select f(1), f(1)") == "select f(1), f(1)");
  CHECK(statement_shape_of("select a(1, 2 + x)") == "select a(1, 1 + x)");
}

TEST_CASE("from what is hard to scan the text stays as it is") {
  for (std::string const& text :
       {std::string("select E'a\\'1' , 2"), std::string("do $$ begin 1 end $$; select 2"),
        std::string("select U&'d\\0061', 3"), std::string("select 'open 1"),
        std::string("select U&\"d1\" uescape '1'")}) {
    auto const shape = statement_shape_of(text);
    CHECK(shape == text);
  }
}

TEST_CASE("a text and its shape have the same effects") {
  char const* const texts[] = {
      "set work_mem = '4MB'",
      "select pg_advisory_lock(1, 2), 'x' from generate_series(1, 3)",
      "begin; set local a.b = 3; insert into t values (1, 'x'), (2, 'y'), (3, 'z'); commit",
      "declare c1 cursor with hold for select * from t where a in (1, 2, 3) limit 10",
      "create temp table t1 (a varchar(10) default 'x', b numeric(10, 2), c float(3), d bit(4))",
      "select x'1F', b'101', interval '1' day, 'a' 'b', 1e10, 0x1F, .5, 5.",
      "listen a1; unlisten *; discard temp; reset all; deallocate p1; execute p1 (1, 'a')",
      "select (1), (1), array[1, 2, 3], row(1, 2), case 1 when 2 then 3 end",
  };
  for (auto const* text : texts) {
    CAPTURE(std::string(text));
    auto const whole = understand(text);
    auto const shape = understand(statement_shape_of(text));
    REQUIRE(whole.has_value() == shape.has_value());
    if (whole) CHECK((whole->statements == shape->statements));
  }
}

TEST_CASE("no bytes disturb it") {
  constexpr std::string_view letters = "a1'\"$-/*()., \n\\E&;";
  for (unsigned seed = 1; seed <= 5000; ++seed) {
    std::minstd_rand random(seed);
    std::string text;
    for (auto left = random() % 60; left > 0; --left) text += letters[random() % letters.size()];
    CHECK(statement_shape_of(text).size() <= text.size() + 2);
  }
}
