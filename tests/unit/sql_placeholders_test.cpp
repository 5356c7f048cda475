// Where a statement has parameters, and where something only looks like one (PostgreSQL documentation,
// "Lexical Structure").
#include "bench/load/sql_placeholders.hpp"

#include <doctest/doctest.h>

#include "bench/load/bench_query.hpp"
#include "model/fatal.hpp"

using namespace poolprobe;
using bench::highest_placeholder;
using bench::with_literals;

namespace {

std::string refusal(std::string sql, std::vector<std::string> parameters) {
  try {
    (void)bench::from_text("a.sql", std::move(sql), std::move(parameters));
  } catch (fatal const& end) {
    CHECK(end.code == exit_code::usage);
    CHECK_FALSE(end.hint.empty());
    return end.message;
  }
  return "accepted";
}

}  // namespace

TEST_CASE("parameters are found, and the highest counts") {
  CHECK(highest_placeholder("select 1") == 0);
  CHECK(highest_placeholder("select $1") == 1);
  CHECK(highest_placeholder("$1") == 1);
  CHECK(highest_placeholder("select $1::int") == 1);
  CHECK(highest_placeholder("select $2, $1") == 2);
  CHECK(highest_placeholder("select $10") == 10);
  CHECK(highest_placeholder("select ($3)+$1") == 3);
  CHECK(highest_placeholder("select '' || $1 || \"a\".b") == 1);
}

TEST_CASE("what only looks like a parameter is none") {
  for (auto const* sql : {
           "select a$1",                       // a name
           "select _$1, a1$2, \xc3\xa9$3",     // names
           "select $0, $, $a",                 // nothing
           "select '$1'",                      //
           "select 'it''s $1'",                //
           "select 'a\\' || '$1'",             // a backslash is a backslash
           "select E'a\\'$1'",                 // but not here
           "select e'\\\\\\'$1'",              //
           "select E'it''s \\' $1'",           // both ways of a quote in one string
           "select \"$1\", \"a\"\"$2\"",       // names
           "select 1 -- $1",                   //
           "select 1 -- $1\n, 2 -- $2",        //
           "select /* $1 */ 1",                //
           "select /* a /* $1 */ $2 */ 1",     // they nest
           "select /*/ $1 */ 1",               //
           "select /* $1",                     // open to the end
           "select '$1",                       //
           "select \"$1",                      //
           "select $$ $1 $$",                  //
           "select $a$ $1 $$ $2 $a$",          //
           "select $_1$ $1 $_1$",              //
           "select $\xc3\xa9$ $1 $\xc3\xa9$",  // a tag may have any letters
           "select $a$ $1",                    // open to the end
       }) {
    CAPTURE(sql);
    CHECK(highest_placeholder(sql) == 0);
  }
}

TEST_CASE("behind what hides, parameters are seen again") {
  for (auto const* sql : {
           "select 'x', $1", "select 'it''s', $1", "select 'a\\', $1", "select E'a\\'', $1",
           "select nameE'a\\', $1",  // no E string: the name ends with an E
           "select E'it''s', $1", "select \"a\", $1", "select 1 --\n, $1", "select /* /* */ */ $1",
           "select $$ $2 $$, $1", "select $a$ $2 $a$, $1",
           "select a$b$c, $1",  // a name, no dollar quote
       }) {
    CAPTURE(sql);
    CHECK(highest_placeholder(sql) == 1);
  }
}

TEST_CASE("a number beyond what the protocol can count stays a parameter") {
  CHECK(highest_placeholder("select $99999999999999999999999") == 65'535);
}

TEST_CASE("what PostgreSQL's scanner refuses hides no parameter beside it") {
  for (auto const* sql : {
           "select 1a, $1",                 // trailing junk after a number
           "select $1abc",                  // and after a parameter
           "select $1, '$2",                // open to the end
           "\xc3\xa9\xe2\x82\xac $1, '$2",  // letters of several bytes in front of it
           "select $1, /* $2",              //
       }) {
    CAPTURE(sql);
    CHECK(highest_placeholder(sql) == 1);
  }
  CHECK(with_literals("select $1abc, $2", {"x", "y"}) == "select 'x'abc, 'y'");
  CHECK(with_literals("\xc3\xa9 $1, $1a", {"x"}) == "\xc3\xa9 'x', 'x'a");
}

TEST_CASE("literals take the place of parameters") {
  CHECK(with_literals("select $1::int", {"5"}) == "select '5'::int");
  CHECK(with_literals("select $2,$1,$2", {"a", "b"}) == "select 'b','a','b'");
  CHECK(with_literals("select $1, '$1', a$1", {"x"}) == "select 'x', '$1', a$1");
  CHECK(with_literals("select 1", {}) == "select 1");
  std::vector<std::string> ten(10, "no");
  ten[0] = "one";
  ten[9] = "ten";
  CHECK(with_literals("select $10, $1", ten) == "select 'ten', 'one'");
}

TEST_CASE("a literal cannot end before its value does") {
  CHECK(with_literals("select $1", {"it's"}) == "select 'it''s'");
  CHECK(with_literals("select $1", {"a\\"}) == "select  E'a\\\\'");
  CHECK(with_literals("select $1", {"\\'; drop table t --"}) == "select  E'\\\\''; drop table t --'");
  CHECK(with_literals("select a=$1", {"\\"}) == "select a= E'\\\\'");
  // What was put in is a string to whoever reads it again.
  for (auto const* value : {"$1", "'$1'", "\\'$1", "it''s \\' $1", "/* $1", "$$"}) {
    CAPTURE(value);
    CHECK(highest_placeholder(with_literals("select $1", {value})) == 0);
    CHECK(highest_placeholder(with_literals("select $1, 1", {value}) + ", $2") == 2);
  }
}

TEST_CASE("a question of a file has as many parameters as are given") {
  auto const asked = bench::from_text("a.sql", "  select $1, $2;\n ; \t\n", {"x", "it's"});
  CHECK(asked.name == "a.sql");
  CHECK(asked.sql == "  select $1, $2");
  CHECK(asked.literal == "  select 'x', 'it''s'");
  CHECK(asked.parameters == std::vector<std::string>{"x", "it's"});
  CHECK(asked.values == 0);
  CHECK(asked.expected == bench::bench_query::reply::any);
}

TEST_CASE("a question that cannot be asked is refused") {
  CHECK(refusal("", {}) == "there is no statement in a.sql");
  CHECK(refusal(" ;\n; ", {}) == "there is no statement in a.sql");
  CHECK(refusal("select $1", {}) == "a.sql has 1 parameters, and --parameter gives 0");
  CHECK(refusal("select 1", {"x"}) == "a.sql has 0 parameters, and --parameter gives 1");
  CHECK(refusal("select $3", {"x"}) == "a.sql has 3 parameters, and --parameter gives 1");
  CHECK(refusal("select '$1'", {"x"}) == "a.sql has 0 parameters, and --parameter gives 1");
  CHECK(refusal("select $1", {"x"}) == "accepted");
}

TEST_CASE("our own questions keep the length of their value") {
  for (auto const& asked : {bench::select1(), bench::lookup("t"), bench::update("t")}) {
    CAPTURE(asked.name);
    CHECK(highest_placeholder(asked.sql) == 1);
    CHECK(asked.literal.find(bench::bench_query::hole) != std::string::npos);
    CHECK(std::to_string(asked.values).size() <= bench::bench_query::digits);
  }
}
