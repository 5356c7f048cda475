// From traffic to hazards: what is found, where first, how often; and what is not one.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "model/run_record.hpp"
#include "trace/fill_run_record.hpp"
#include "trace/traffic_observer.hpp"
#include "wire/message.hpp"

using namespace poolprobe;
using wire::framed;

namespace {

std::string text(std::string_view words) { return std::string(words) + '\0'; }

/// Clients whose server does what they want.
class played {
 public:
  void log_in(std::uint64_t connection = 1,
              std::vector<std::pair<std::string, std::string>> const& more = {}) {
    std::vector<std::pair<std::string, std::string>> all{{"user", "u"}, {"database", "d"}};
    all.insert(all.end(), more.begin(), more.end());
    by_.open(connection, wire::encode_startup(3 << 16, all));
    by_.from_server(connection, framed('R', std::string(4, '\0')) + framed('Z', "I"));
  }

  /// A Query that is answered by these tags, and by that status.
  void query(std::string_view sql, std::vector<std::string> const& tags = {"SELECT 1"}, char status = 'I',
             std::uint64_t connection = 1) {
    by_.from_client(connection, framed('Q', text(sql)));
    for (auto const& tag : tags) by_.from_server(connection, framed('C', text(tag)));
    by_.from_server(connection, framed('Z', std::string(1, status)));
  }
  void failing(std::string_view sql, char status = 'I', std::string_view sqlstate = "42601") {
    by_.from_client(1, framed('Q', text(sql)));
    by_.from_server(1, error(sqlstate) + framed('Z', std::string(1, status)));
  }
  /// A Bind of a name that is missing on the server connection.
  void lost(std::string const& name) {
    by_.from_client(1, wire::encode({{notation::verb::bind, name}, {}, {}}) + framed('S', ""));
    by_.from_server(1, error("26000") + framed('Z', "I"));
  }

  /// A script of the extended protocol; every Parse in it has that SQL. All of it succeeds.
  void script(std::string_view notation, std::string const& sql = "select 1", char status = 'I',
              std::uint64_t connection = 1) {
    std::string answers;
    for (auto const& step : notation::parse_notation(notation)) {
      by_.from_client(connection, wire::encode({step, sql, {}}));
      switch (step.verb) {
        case notation::verb::parse:
          answers += framed('1', "");
          break;
        case notation::verb::bind:
          answers += framed('2', "");
          break;
        case notation::verb::close_statement:
          answers += framed('3', "");
          break;
        case notation::verb::describe_statement:
          answers += framed('t', "") + framed('n', "");
          break;
        case notation::verb::execute:
          answers += framed('C', text("SELECT 1"));
          break;
        case notation::verb::sync:
          answers += framed('Z', std::string(1, status));
          break;
        default:
          break;
      }
    }
    by_.from_server(connection, answers);
  }

  trace::traffic_observer& by() { return by_; }

  /// A named Parse that the server refuses, and what else is in its Sync.
  void refused(std::string const& name, std::string_view sql, char status = 'I',
               std::string_view sqlstate = "42P01") {
    by_.from_client(1, wire::encode({{notation::verb::parse, name}, std::string(sql), {}}) +
                           wire::encode({{notation::verb::describe_statement, name}, {}, {}}) +
                           framed('S', ""));
    by_.from_server(1,
                    framed('E', text("SERROR") + text("C" + std::string(sqlstate)) + std::string(1, '\0')) +
                        framed('Z', std::string(1, status)));
  }

  /// "works, breaks": behind a pooler without and with support for prepared statements, of the first one.
  [[nodiscard]] std::string impacts() const {
    run_record run;
    trace::fill_run_record(by_.seen(), false, run);
    if (run.hazards.empty()) return "none";
    auto const& h = run.hazards.front();
    return fmt::format("{}, {}", word(h.without_support), word(h.with_support));
  }

  /// "TR101 2x 1/3 select 1", a line for each hazard.
  [[nodiscard]] std::string told() const {
    run_record run;
    trace::fill_run_record(by_.seen(), false, run);
    std::string lines;
    for (auto const& h : run.hazards)
      lines += fmt::format("{} {}x {}/{} {}\n", h.code, h.count, h.connection, h.transaction, h.statement);
    return lines;
  }

  static std::string error(std::string_view sqlstate = "42601") {
    return framed('E', text("SERROR") + text("C" + std::string(sqlstate)) + std::string(1, '\0'));
  }

 private:
  trace::traffic_observer by_{{}};
};

}  // namespace

TEST_CASE("a name used in a later transaction, and a name left behind") {
  played p;
  p.log_in();
  p.script("P(a) D(S) H | B E S");
  p.script("B(a) E S");
  p.script("B(a) E S");
  CHECK(p.told() == "TR101 2x 1/2 select 1\nTR102 1x 1/1 select 1\n");
}

TEST_CASE("a name that is closed in its transaction, or used within a block, is none") {
  played p;
  p.log_in();
  p.script("P(a) B E C(S) S");
  p.query("begin", {"BEGIN"}, 'T');
  p.script("P(b) S | B E S", "select 2", 'T');
  p.script("C(S b) S", "", 'T');
  p.query("commit", {"COMMIT"});
  p.script("P() B E S");
  p.script("P() D(S) H | B E S");
  CHECK(p.told().empty());
}

TEST_CASE("an unnamed statement over two transactions is told, inside a block it is none") {
  played p;
  p.log_in();
  p.query("begin", {"BEGIN"}, 'T');
  p.script("P() D(S) S | B E S", "select 1", 'T');
  p.query("commit", {"COMMIT"});
  CHECK(p.told().empty());
  p.script("P() D(S) S");
  p.script("B() E S");
  CHECK(p.told() == "TR104 1x 1/3 select 1\n");
}

TEST_CASE("a name that nobody else can have costs room on the server, and breaks nothing") {
  // SQLAlchemy on asyncpg with prepared_statement_name_func and a NullPool.
  played p;
  p.log_in();
  p.script("P(__asyncpg_0b7e9b8e-51d4-4a3c-9d0f-6a1f0d3c2b1a__) D(S) H | B E S");
  CHECK(p.told() == "TR105 1x 1/1 select 1\n");
  CHECK(p.impacts() == "costs, costs");
  p.script("B(__asyncpg_0b7e9b8e-51d4-4a3c-9d0f-6a1f0d3c2b1a__) E S");
  CHECK(p.told() == "TR101 1x 1/2 select 1\nTR105 1x 1/1 select 1\n");

  // Kysely on postgres.js: only the question for the types is named.
  played kysely;
  kysely.log_in(1, {{"client_encoding", "UTF8"}, {"application_name", "postgres.js"}});
  kysely.script("P(bsbcvvpqqwq1) D(S) B E S");
  CHECK(kysely.told() == "TR105 1x 1/1 select 1\n");
  kysely.script("P(sbvcq91) D(S) B E S");  // its beginning has six to thirteen letters
  kysely.script("P(vsbvcqwepqtrs12) D(S) B E S");
  CHECK(kysely.told() == "TR105 3x 1/1 select 1\n");

  // The same where the program has given it another application_name: digits and letters well mixed.
  played renamed;
  renamed.log_in();
  renamed.script("P(b4sb6vpqqw1) D(S) B E S");
  renamed.script("P(findcustomer1) D(S) B E S", "select 2");
  CHECK(renamed.told() == "TR102 1x 1/2 select 2\nTR105 1x 1/1 select 1\n");
}

TEST_CASE("one name for different statements on two connections") {
  played p;
  p.log_in(1);
  p.log_in(2);
  p.log_in(3);
  p.script("P(s0) B E C(S) S", "select 1", 'I', 1);
  p.script("P(s0) B E C(S) S", "select 1", 'I', 2);
  CHECK(p.told().empty());
  p.script("P(s0) B E C(S) S", "select a", 'I', 3);
  CHECK(p.told() == "TR103 1x 3/1 select a\n");
}

TEST_CASE("a refused Parse leaves no name") {
  played p;
  p.log_in();
  p.by().from_client(1, wire::encode({{notation::verb::parse, "a"}, "selekt", {}}) + framed('S', ""));
  p.by().from_server(1, played::error() + framed('Z', "I"));
  CHECK(p.told().empty());
}

TEST_CASE("a refused Parse whose name is parsed again is a caveat where the pooler keeps track") {
  // pgx 5.5 to 5.7, twice the query of a table that is missing.
  played p;
  p.log_in();
  p.refused("stmtcache_1", "select n from missing where n = $1");
  CHECK(p.told().empty());
  p.refused("stmtcache_1", "select n from missing where n = $1");
  p.refused("stmtcache_1", "select n from missing where n = $1");
  CHECK(p.told() == "TR106 2x 1/2 select n from missing where n = $1\n");
  CHECK(p.impacts() == "works, caveat");

  // diesel 2.2: the next query, a right one, takes the name.
  played diesel;
  diesel.log_in();
  diesel.refused("__diesel_stmt_0", "select n from missing where n = $1");
  diesel.script("P(__diesel_stmt_0) S | B(__diesel_stmt_0) D(P) E C(S) S", "select 1");
  CHECK(diesel.told() ==
        "TR101 1x 1/3 select 1\nTR102 1x 1/2 select 1\nTR106 1x 1/2 select n from missing where n = $1\n");

  // node-postgres with names, inside blocks.
  played node;
  node.log_in();
  for (int i = 0; i < 2; ++i) {
    node.query("BEGIN", {"BEGIN"}, 'T');
    node.refused("missing", "select n from missing where n = $1", 'E');
    node.query("ROLLBACK", {"ROLLBACK"});
  }
  CHECK(node.told() == "TR106 1x 1/2 select n from missing where n = $1\n");
}

TEST_CASE("a refused Parse is none where the name is closed first, counted on, or was there already") {
  played pgx_5_8;
  pgx_5_8.log_in();
  pgx_5_8.refused("stmtcache_1", "select n from missing where n = $1");
  pgx_5_8.script("C(S stmtcache_1) S");
  pgx_5_8.refused("stmtcache_1", "select n from missing where n = $1");
  CHECK(pgx_5_8.told().empty());
  pgx_5_8.query("deallocate all", {"DEALLOCATE ALL"});
  pgx_5_8.refused("stmtcache_1", "select n from missing where n = $1");
  CHECK(pgx_5_8.told() == "TR213 1x 1/4 deallocate all\n");

  played counted;
  counted.log_in();
  for (auto const* name : {"S_1", "S_2", "", "", ""}) counted.refused(name, "select n from missing");
  CHECK(counted.told().empty());
  for (int i = 0; i < 2; ++i) counted.refused("mine", "select 1", 'I', "42P05");
  CHECK(counted.told() == "TR107 2x 1/6 select 1\n");
}

TEST_CASE("DEALLOCATE ALL breaks others where the pooler does not keep track, and nothing where it does") {
  // psycopg 3 after a rollback.
  played p;
  p.log_in();
  p.query("BEGIN", {"BEGIN"}, 'T');
  p.script("P(_pg3_0) S | B(_pg3_0) D(P) E S", "select 1", 'T');
  p.query("ROLLBACK", {"ROLLBACK"});
  p.query("DEALLOCATE ALL", {"DEALLOCATE ALL"});
  CHECK(p.told() == "TR102 1x 1/1 select 1\nTR213 1x 1/2 DEALLOCATE ALL\n");
  played alone;
  alone.log_in();
  alone.query("DEALLOCATE ALL", {"DEALLOCATE ALL"});
  CHECK(alone.impacts() == "breaks, works");
}

TEST_CASE("DEALLOCATE of what the same block has prepared meets no other server connection") {
  // PHP PDO before 8.4, whose statement leaves its scope inside the block.
  played p;
  p.log_in();
  p.query("BEGIN", {"BEGIN"}, 'T');
  p.script("P(pdo_stmt_00000001) S | B(pdo_stmt_00000001) D(P) E S", "select 1", 'T');
  p.query("DEALLOCATE pdo_stmt_00000001", {"DEALLOCATE"}, 'T');
  p.query("COMMIT", {"COMMIT"});
  CHECK(p.told() == "TR215 1x 1/1 DEALLOCATE pdo_stmt_00000001\n");
  CHECK(p.impacts() == "works, breaks");
  // Outside of one each Sync is a transaction.
  played outside;
  outside.log_in();
  outside.script("P(pdo_stmt_00000001) S");
  outside.query("DEALLOCATE pdo_stmt_00000001", {"DEALLOCATE"});
  CHECK(outside.told() == "TR102 1x 1/1 select 1\nTR209 1x 1/2 DEALLOCATE pdo_stmt_00000001\n");
}

TEST_CASE("a DEALLOCATE that the pooler refuses is the hazard itself") {
  // PHP PDO before 8.4 behind PgBouncer that keeps track.
  played p;
  p.log_in();
  p.query("BEGIN", {"BEGIN"}, 'T');
  p.script("P(pdo_stmt_00000001) S | B(pdo_stmt_00000001) D(P) E S", "select 1", 'T');
  p.failing("DEALLOCATE pdo_stmt_00000001", 'E', "26000");
  p.failing("select 2", 'E', "25P02");
  p.query("ROLLBACK", {"ROLLBACK"});
  CHECK(p.told() == "TR215 1x 1/1 DEALLOCATE pdo_stmt_00000001\n");
  CHECK(p.impacts() == "works, breaks");
  // A statement of an earlier block, and one that nobody has seen.
  played older;
  older.log_in();
  older.script("P(a) S");
  older.failing("DEALLOCATE a", 'I', "26000");
  older.failing("DEALLOCATE b", 'I', "26000");
  CHECK(older.told() == "TR102 1x 1/1 select 1\nTR209 1x 1/2 DEALLOCATE a\nTR209 1x 1/3 DEALLOCATE b\n");
  // Another reason is none.
  played other;
  other.log_in();
  other.failing("DEALLOCATE a", 'I', "57014");
  CHECK(other.told().empty());
}

TEST_CASE("an error that comes of a pooler is never forgotten") {
  auto const impacts_of = [](auto const& happened) {
    played p;
    p.log_in();
    happened(p);
    return p.told() + p.impacts();
  };
  CHECK(impacts_of([](played& p) { p.failing("execute s1", 'I', "26000"); }) ==
        "TR208 1x 1/1 execute s1\nbreaks, breaks");
  CHECK(impacts_of([](played& p) { p.failing("prepare s1 as select 1", 'I', "42P05"); }) ==
        "TR208 1x 1/1 prepare s1 as select 1\nbreaks, breaks");
  CHECK(impacts_of([](played& p) { p.refused("s1", "select 1", 'I', "42P05"); }) ==
        "TR107 1x 1/1 select 1\nbreaks, breaks");
  CHECK(impacts_of([](played& p) {
          p.script("P(s1) S");
          p.lost("s1");
        }) == "TR101 1x 1/2 select 1\nTR102 1x 1/1 select 1\nTR107 1x 1/2 select 1\nbreaks, works");
  CHECK(impacts_of([](played& p) {
          p.refused("s1", "select n from missing");
          p.refused("s1", "select 1", 'I', "08P01");
        }) == "TR106 1x 1/2 select n from missing\nTR107 1x 1/2 select 1\nworks, caveat");
  // A server connection that another client left in the failed state; and one that is in it by the program's
  // own error.
  CHECK(impacts_of([](played& p) { p.failing("select 1", 'E', "25P02"); }) ==
        "TR107 1x 1/1 select 1\nbreaks, breaks");
  CHECK(impacts_of([](played& p) {
          p.query("BEGIN", {"BEGIN"}, 'T');
          p.failing("selekt", 'E');
          p.failing("select 1", 'E', "25P02");
        }) == "none");
  // Poolers end connections with 08P01 for many reasons.
  CHECK(impacts_of([](played& p) { p.refused("s1", "select 1", 'I', "08P01"); }) == "none");
}

TEST_CASE("settings that PgBouncer follows, or that change no result, are told and not judged") {
  // Sequelize 6 when it connects.
  played p;
  p.log_in(1, {{"client_encoding", "UTF8"}});
  p.query("SET client_min_messages TO warning;SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE;",
          {"SET", "SET"});
  auto const sql =
      std::string("SET client_min_messages TO warning;SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE;");
  CHECK(p.told() == "TR203 1x 1/1 " + sql + "\nTR214 1x 1/1 " + sql + "\n");
  CHECK(p.impacts() == "works, works");
  // Rails and pgjdbc.
  for (auto const* each :
       {"SET standard_conforming_strings = on", "SET intervalstyle = iso_8601",
        "SET SESSION timezone TO 'UTC'", "SET client_encoding TO 'UTF8'", "SET datestyle TO 'ISO'",
        "SET application_name = 'PostgreSQL JDBC Driver'", "SET client_min_messages TO 'warning'",
        "SET extra_float_digits = 3", "select set_config('client_min_messages', 'warning', false)",
        "select set_config('TimeZone', 'UTC', false)"}) {
    CAPTURE(each);
    played one;
    one.log_in();
    one.query(each, {"SET"});
    CHECK(one.impacts() == "works, works");
  }
}

TEST_CASE("each kind of session state outside a transaction") {
  struct row {
    char const* sql;
    char const* code;
  };
  row const rows[] = {
      {"set search_path = x", "TR201"},
      {"select set_config('role', 'x', false)", "TR201"},
      {"reset search_path", "TR202"},
      {"set application_name = 'x'", "TR203"},
      {"listen c", "TR204"},
      {"select pg_advisory_lock(1)", "TR205"},
      {"create temp table t (a int)", "TR206"},
      {"prepare p as select 1", "TR208"},
      {"execute p", "TR208"},
      {"deallocate p", "TR209"},
      {"deallocate all", "TR213"},
      {"discard all", "TR210"},
      {"load 'auto_explain'", "TR211"},
      {"select lastval()", "TR212"},
      {"set client_min_messages to warning", "TR214"},
      {"set extra_float_digits = 3", "TR214"},
      {"set extra_float_digits = 0", "TR201"},
      {"set bytea_output = 'escape'", "TR201"},
  };
  for (auto const& r : rows) {
    played p;
    p.log_in();
    p.query(r.sql);
    CHECK(p.told() == fmt::format("{} 1x 1/1 {}\n", r.code, r.sql));
    played extended;
    extended.log_in();
    extended.script("P() B E S", r.sql);
    CHECK(extended.told() == fmt::format("{} 1x 1/1 {}\n", r.code, r.sql));
  }
}

TEST_CASE("what a transaction takes back itself leaves nothing") {
  for (std::string const& sql :
       {std::string("begin; set a.b = 1; reset a.b; commit"),
        std::string("begin; set a.b = 1; reset all; commit"), std::string("begin; set a.b = 1; rollback"),
        std::string("begin; set local a.b = 1; commit"),
        std::string("begin; select pg_advisory_lock(1); select pg_advisory_unlock(1); commit"),
        std::string("begin; select pg_advisory_lock(1), pg_advisory_lock(2); select "
                    "pg_advisory_unlock_all(); rollback"),
        std::string("begin; create temp table t (a int); drop table t; commit"),
        std::string("begin; create temp table t (a int) on commit drop; commit"),
        std::string("begin; create temp table t (a int); rollback"),
        std::string("begin; declare c cursor with hold for select 1; close c; commit"),
        std::string("begin; prepare p as select 1; execute p; deallocate p; commit"),
        std::string("begin; listen c; unlisten *; commit"),
        std::string("begin; select nextval('s'); select currval('s'); commit"),
        std::string("begin; savepoint a; set a.b = 1; rollback to a; commit")}) {
    CAPTURE(sql);
    played whole;
    whole.log_in();
    auto const parts = static_cast<std::size_t>(std::count(sql.begin(), sql.end(), ';')) + 1;
    whole.query(sql, std::vector<std::string>(parts, "DONE"));
    CHECK(whole.told().empty());

    played in_steps;
    in_steps.log_in();
    for (std::size_t at = 0; at < sql.size();) {
      auto const end = std::min(sql.find("; ", at), sql.size());
      auto const is_last = end == sql.size();
      in_steps.query(sql.substr(at, end - at), {"DONE"}, is_last ? 'I' : 'T');
      at = end + 2;
    }
    CHECK(in_steps.told().empty());
  }
}

TEST_CASE("what a transaction leaves is told with the transaction, in whichever statement it was") {
  played p;
  p.log_in();
  p.query("select 1");
  p.query("begin", {"BEGIN"}, 'T');
  p.query("set a.b = 1", {"SET"}, 'T');
  p.query("select pg_advisory_lock(1)", {"SELECT 1"}, 'T');
  p.query("select pg_advisory_lock(2)", {"SELECT 1"}, 'T');
  p.query("select pg_advisory_unlock(1)", {"SELECT 1"}, 'T');
  p.query("declare c cursor with hold for select 1", {"DECLARE CURSOR"}, 'T');
  CHECK(p.told().empty());
  p.query("commit", {"COMMIT"});
  CHECK(p.told() ==
        "TR201 1x 1/2 set a.b = 1\nTR205 1x 1/2 select pg_advisory_lock(1)\n"
        "TR207 1x 1/2 declare c cursor with hold for select 1\n");
}

TEST_CASE("a lock and a prepared statement outlive a rollback") {
  played p;
  p.log_in();
  p.query("begin; select pg_advisory_lock(1); prepare p as select 1; set a.b = 1; rollback",
          std::vector<std::string>(5, "DONE"));
  CHECK(p.told() ==
        "TR205 1x 1/1 begin; select pg_advisory_lock(1); prepare p as select 1; set a.b = 1; rollback\n"
        "TR208 1x 1/1 begin; select pg_advisory_lock(1); prepare p as select 1; set a.b = 1; rollback\n");
}

TEST_CASE("what failed, or was undone by an error behind it, is no hazard") {
  played p;
  p.log_in();
  p.failing("set nonsense = 1");
  p.failing("listen");
  // The first statement was done, the second failed, and both are undone.
  p.by().from_client(1, framed('Q', text("set a.b = 1; select 1/0")));
  p.by().from_server(1, framed('C', text("SET")) + played::error() + framed('Z', "I"));
  p.query("begin", {"BEGIN"}, 'T');
  p.query("set a.b = 1", {"SET"}, 'T');
  p.failing("select 1/0", 'E');
  p.query("rollback", {"ROLLBACK"});
  CHECK(p.told().empty());
  p.query("set a.b = 1", {"SET"});
  CHECK(p.told() == "TR201 1x 1/5 set a.b = 1\n");
}

TEST_CASE("texts of one kind are counted together, and the first one stands for them") {
  played p;
  p.log_in();
  for (int i = 1; i <= 5; ++i) p.query(fmt::format("set  statement_timeout = {}", i));
  p.query("set statement_timeout = 'x' -- with a comment");
  CHECK(p.told() ==
        "TR201 5x 1/1 set  statement_timeout = 1\nTR201 1x 1/6 set statement_timeout = 'x' -- with a "
        "comment\n");
}

TEST_CASE("startup parameters that PgBouncer refuses, also inside options") {
  played p;
  p.log_in(1, {{"application_name", "x"},
               {"client_encoding", "UTF8"},
               {"datestyle", "ISO"},
               {"_pq_.x", "1"},
               {"extra_float_digits", "2"},
               {"options", "-c TimeZone=UTC -cwork_mem=4 --statement_timeout=5"}});
  CHECK(p.told() ==
        "TR301 1x 1/1 extra_float_digits\nTR301 1x 1/1 options: work_mem\nTR301 1x 1/1 options: "
        "statement_timeout\n");
}

TEST_CASE("a connection that ends inside a transaction") {
  played p;
  p.log_in(1);
  p.log_in(2);
  p.query("begin", {"BEGIN"}, 'T', 1);
  p.query("select 1", {"SELECT 1"}, 'I', 2);
  p.by().close(1);
  p.by().close(2);
  CHECK(p.told() == "TR401 1x 1/1 \n");
}

TEST_CASE("a COMMIT that is answered by ROLLBACK is told with the statement that aborted the block") {
  played p;
  p.log_in();
  p.query("begin", {"BEGIN"}, 'T');
  p.query("update t set a = 1", {"UPDATE 1"}, 'T');
  p.failing("deallocate dbdpg_p1_1", 'E');
  p.failing("select 'also fails'", 'E');
  p.query("commit", {"ROLLBACK"});
  CHECK(p.told() == "TR402 1x 1/1 deallocate dbdpg_p1_1\n");
}

TEST_CASE("a lost commit is seen in the extended protocol, and knows the text of a name") {
  played p;
  p.log_in();
  p.query("begin", {"BEGIN"}, 'T');
  p.script("P(a) D(S) S", "select 7", 'T');
  p.by().from_client(1, wire::encode({{notation::verb::bind, "a"}, {}, {}}) + framed('S', ""));
  p.by().from_server(1, played::error() + framed('Z', "E"));
  p.by().from_client(1, wire::encode({{notation::verb::parse, ""}, "END", {}}) +
                            wire::encode({{notation::verb::bind, ""}, {}, {}}) +
                            wire::encode({{notation::verb::execute, ""}, {}, {}}) + framed('S', ""));
  p.by().from_server(1, framed('1', "") + framed('2', "") + framed('C', text("ROLLBACK")) + framed('Z', "I"));
  CHECK(p.told() == "TR102 1x 1/1 select 7\nTR402 1x 1/1 select 7\n");
}

TEST_CASE("a block that was mended, rolled back or committed loses no commit") {
  played p;
  p.log_in();
  p.query("begin", {"BEGIN"}, 'T');
  p.query("savepoint a", {"SAVEPOINT"}, 'T');
  p.failing("select 1/0", 'E');
  p.query("rollback to a", {"ROLLBACK"}, 'T');
  p.query("commit", {"COMMIT"});
  p.query("begin", {"BEGIN"}, 'T');
  p.failing("select 1/0", 'E');
  p.query("rollback", {"ROLLBACK"});
  p.query("begin", {"BEGIN"}, 'T');
  p.query("commit", {"COMMIT"});
  CHECK(p.told().empty());
}

TEST_CASE("pipelined transactions are told apart by their answers") {
  played p;
  p.log_in();
  p.script("P(a) B E S B(a) E S P(b) B E C(S b) S");
  CHECK(p.told() == "TR101 1x 1/2 select 1\nTR102 1x 1/1 select 1\n");
  CHECK(p.by().seen().counts.transactions == 3);
  CHECK(p.by().seen().counts.statements == 3);
}

TEST_CASE("the list of hazards is bounded, and says what it left out") {
  trace::hazard_list list(10);
  for (int i = 0; i < 25; ++i) list.add(trace::hazard_code::set, fmt::format("set p{} = 1", i), {1, 1});
  CHECK(list.all().size() == 10);
  CHECK(list.left_out() == 15);
}

TEST_CASE("the book of statements forgets the oldest, and reads them again") {
  trace::statement_table book(3);
  for (int round = 0; round < 2; ++round) {
    for (auto const* name : {"a", "b", "c", "d", "e"}) {
      auto const found = book.look_up(fmt::format("listen {}", name), false);
      REQUIRE(found->parts.size() == 1);
      CHECK(found->parts[0] == trace::effects{{trace::effect::kind::listen, name}});
      CHECK(book.size() <= 3);
    }
  }
}

TEST_CASE("a value that decides the effect is never taken for another") {
  trace::statement_table book;
  auto const sets = [&book](std::string const& last) {
    auto const found = book.look_up("select set_config('a', 'b', '" + last + "')", false);
    REQUIRE(found->parts.size() == 1);
    return !found->parts[0].empty();
  };
  for (int round = 0; round < 2; ++round) {
    CHECK(sets("f"));
    CHECK_FALSE(sets("t"));
    CHECK(sets("no"));
  }
}

TEST_CASE("a long list of values is no burden, and a text without end is left alone") {
  trace::statement_table book;
  std::string rows = "insert into t values (1, 'x')";
  for (int i = 0; i < 20'000; ++i) rows += fmt::format(", ({}, 'v{}')", i, i);
  CHECK(book.look_up(rows, false)->how == trace::statement::reading::understood);
  CHECK(book.look_up(rows, true)->how == trace::statement::reading::too_long);
  CHECK(book.look_up("selekt 1", false)->how == trace::statement::reading::not_sql);
}

TEST_CASE("anonymized hazards have no values, and no text that the parser does not know") {
  played p;
  p.log_in();
  p.query("set a.b = 'secret'");
  p.script("P(x) B E S", "selekt 'secret'");
  run_record run;
  trace::fill_run_record(p.by().seen(), true, run);
  REQUIRE(run.hazards.size() == 2);
  CHECK(run.hazards[0].statement.empty());
  CHECK(run.hazards[1].statement == "set a.b = $1");
}
