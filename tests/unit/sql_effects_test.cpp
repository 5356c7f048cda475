// What statements do to the session, as PostgreSQL's own parser reads them.
#include "trace/sql_effects.hpp"

#include <doctest/doctest.h>

using namespace poolprobe::trace;
using kind = effect::kind;

namespace {

/// The effects of a single statement.
effects of(std::string_view sql) {
  auto const read = understand(sql);
  REQUIRE_MESSAGE(read.has_value(), std::string(sql));
  REQUIRE(read->statements.size() == 1);
  return read->statements.front();
}

}  // namespace

TEST_CASE("SET and RESET of the session, in all their spellings") {
  CHECK((of("SET Search_Path TO a, b") == effects{{kind::set, "search_path"}}));
  CHECK((of("set session work_mem = 4") == effects{{kind::set, "work_mem"}}));
  CHECK((of("set names 'utf8'") == effects{{kind::set, "client_encoding"}}));
  CHECK((of("set time zone 'UTC'") == effects{{kind::set, "timezone"}}));
  CHECK((of("set role x") == effects{{kind::set, "role"}}));
  CHECK((of("set session authorization x") == effects{{kind::set, "session_authorization"}}));
  CHECK((of("set session characteristics as transaction read only") ==
         effects{{kind::set, "session characteristics"}}));
  CHECK((of("reset work_mem") == effects{{kind::reset, "work_mem"}}));
  CHECK((of("set work_mem to default") == effects{{kind::reset, "work_mem"}}));
  CHECK((of("reset all") == effects{{kind::reset, ""}}));
}

TEST_CASE("what ends with the transaction leaves nothing") {
  for (auto const* sql : {"set local work_mem = 4",
                          "set transaction isolation level serializable",
                          "set transaction_isolation = 'serializable'",
                          "set constraints all deferred",
                          "select pg_advisory_xact_lock(1)",
                          "select pg_try_advisory_xact_lock_shared(1, 2)",
                          "select set_config('a.b', 'c', true)",
                          "select set_config('a.b', $1, 't')",
                          "create temp table t (a int) on commit drop",
                          "create temp table t on commit drop as select 1",
                          "declare c cursor for select 1",
                          "discard plans",
                          "notify a, 'b'",
                          "select 'set a = 1', 'listen b' -- pg_advisory_lock(1)",
                          "alter role x set work_mem = 4",
                          "create function f() returns int language sql set work_mem = 4 as 'select 1'",
                          "create view v as select pg_advisory_lock(1)",
                          "explain select pg_advisory_lock(1)",
                          "create table t (a int)",
                          "select other.pg_advisory_lock(1)",
                          "alter system set a = 1"}) {
    CAPTURE(std::string(sql));
    CHECK(of(sql).empty());
  }
}

TEST_CASE("function calls count wherever they are nested") {
  effects const lock{{kind::lock, "pg_advisory_lock"}};
  CHECK((of("select pg_advisory_lock(1)") == lock));
  CHECK((of("select pg_catalog.pg_advisory_lock(1)") == lock));
  CHECK((of("with a as (select 1 where (select pg_advisory_lock(1)) is null) select * from a") == lock));
  CHECK((of("insert into t select x from u where pg_advisory_lock(x) is null") == lock));
  CHECK((of("update t set a = case when b then pg_advisory_lock(1)::text end") == lock));
  CHECK((of("call p(pg_advisory_lock(1))") == lock));
  CHECK((of("copy (select pg_advisory_lock(1)) to stdout") == lock));
  CHECK((of("explain analyze select pg_advisory_lock(1)") == lock));
  CHECK((of("select pg_try_advisory_lock_shared(1), pg_advisory_unlock(2), pg_advisory_unlock_all()") ==
         effects{{kind::lock, "pg_try_advisory_lock_shared"}, {kind::unlock, "one"}, {kind::unlock, ""}}));
  CHECK((of("select coalesce(lastval(), currval('s'))") ==
         effects{{kind::read_sequence, "lastval"}, {kind::read_sequence, "currval"}}));
}

TEST_CASE("set_config counts where its third argument says that it is for the session") {
  for (auto const* no : {"false", "'f'", "'off'", "'FALSE'", "false::bool", "'no'::boolean", "'0'"}) {
    CAPTURE(std::string(no));
    CHECK((of("select set_config('Search_Path', 'x', " + std::string(no) + ")") ==
           effects{{kind::set, "search_path"}}));
  }
  CHECK(of("select set_config('a.b', $1, $2)").empty());
  // As SET does: what changes no result.
  CHECK((of("select set_config('client_min_messages', 'warning', false)") ==
         effects{{kind::set, "client_min_messages", true}}));
  CHECK((of("select pg_catalog.set_config('extra_float_digits', '3', false)") ==
         effects{{kind::set, "extra_float_digits", true}}));
  CHECK((of("select set_config('extra_float_digits', '0', false)") ==
         effects{{kind::set, "extra_float_digits"}}));
  CHECK((of("select set_config('extra_float_digits', '3x', false)") ==
         effects{{kind::set, "extra_float_digits"}}));
  CHECK((of("set extra_float_digits to '2'") == effects{{kind::set, "extra_float_digits", true}}));
  // A plan is no result, but other clients have to live with it.
  CHECK((of("set jit = off") == effects{{kind::set, "jit"}}));
  CHECK(understand("select set_config('a', 'b', 'f')")->depends_on_values);
}

TEST_CASE("objects of the session") {
  CHECK((of("create temp table t (a int)") == effects{{kind::make_temporary, "t"}}));
  CHECK(
      (of("create temporary table t (a int) on commit delete rows") == effects{{kind::make_temporary, "t"}}));
  CHECK((of("create table pg_temp.t (a int)") == effects{{kind::make_temporary, "t"}}));
  CHECK((of("create temp table t as select 1") == effects{{kind::make_temporary, "t"}}));
  CHECK((of("select 1 into temp t") == effects{{kind::make_temporary, "t"}}));
  CHECK((of("create temp view t as select 1") == effects{{kind::make_temporary, "t"}}));
  CHECK((of("create temp sequence t") == effects{{kind::make_temporary, "t"}}));
  CHECK((of("drop table if exists a, pg_temp.b") == effects{{kind::drop, "a"}, {kind::drop, "b"}}));
  CHECK((of("declare c no scroll cursor with hold for select 1") == effects{{kind::hold_cursor, "c"}}));
  CHECK((of("close c") == effects{{kind::close_cursor, "c"}}));
  CHECK((of("close all") == effects{{kind::close_cursor, ""}}));
  CHECK((of("prepare p as select pg_advisory_lock(1)") == effects{{kind::prepare, "p"}}));
  CHECK((of("execute p(1)") == effects{{kind::execute, "p"}}));
  CHECK((of("explain analyze execute p") == effects{{kind::execute, "p"}}));
  CHECK((of("create table t as execute p") == effects{{kind::execute, "p"}}));
  CHECK((of("deallocate all") == effects{{kind::deallocate, ""}}));
  CHECK((of("deallocate prepare p") == effects{{kind::deallocate, "p"}}));
  CHECK((of("discard all") == effects{{kind::discard, "all"}}));
  CHECK((of("load 'auto_explain'") == effects{{kind::load, "auto_explain"}}));
  CHECK((of("listen c") == effects{{kind::listen, "c"}}));
  CHECK((of("unlisten *") == effects{{kind::unlisten, ""}}));
}

TEST_CASE("statements of one text are read one by one") {
  auto const read = understand("begin; set a = 1;; commit");
  REQUIRE(read.has_value());
  CHECK((read->statements == std::vector<effects>{{{kind::begin}}, {{kind::set, "a"}}, {{kind::commit}}}));
  CHECK(understand("-- ping")->statements.empty());
}

TEST_CASE("what is no SQL is told as such") {
  CHECK_FALSE(understand("selekt 1").has_value());
  CHECK_FALSE(understand("select 'open").has_value());
  CHECK_FALSE(fingerprint("selekt 1").has_value());
  CHECK_FALSE(normalised("selekt 'secret'").has_value());
}

TEST_CASE("a normalised statement has none of its values") {
  CHECK(normalised("select a from t where b = 'secret' and c = 17") ==
        "select a from t where b = $1 and c = $2");
  CHECK(normalised("set a.b = 'secret'") == "set a.b = $1");
}
