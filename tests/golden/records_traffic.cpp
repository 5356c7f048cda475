#include "golden/records.hpp"
#include "judge/traffic_verdict.hpp"
#include "trace/hazard_kind.hpp"

namespace poolprobe::golden {
namespace {

run_record watched() {
  run_record run;
  run.tool = {.name = "poolprobe", .version = "0.1.0", .libpq = "15.18"};
  run.target = {.display = "postgresql://app@127.0.0.1:5432/app",
                .source = "argument",
                .host = "127.0.0.1",
                .port = "5432",
                .database = "app",
                .user = "app",
                .driver = std::nullopt,
                .settings_removed = {},
                .startup = {},
                .set_at_login = {},
                .advice = {}};
  auto& traffic = run.traffic.emplace();
  traffic.command = "/usr/bin/pytest";
  traffic.connections = traffic.logins = 4;
  traffic.transactions = 1240;
  traffic.statements = 3815;
  return run;
}

hazard seen(std::string_view code, std::string statement, std::uint64_t count, std::string name = {}) {
  auto const& kind = *trace::find_hazard_kind(code);
  return {.code = std::string(kind.code),
          .id = std::string(kind.id),
          .title = std::string(kind.title),
          .statement = std::move(statement),
          .name = std::move(name),
          .connection = 1 + count % 4,
          .transaction = 17,
          .count = count,
          .without_support = kind.without,
          .with_support = kind.with,
          .explanation = std::string(kind.explanation),
          .fix = std::string(kind.fix)};
}

}  // namespace

run_record traced() {
  auto run = watched();
  run.traffic->drivers = {{{"asyncpg", "sqlalchemy-asyncpg", "alembic"},
                           "asyncpg, SQLAlchemy on asyncpg or Alembic",
                           "names a statement __asyncpg_stmt_1__"},
                          {{"pg8000"}, "pg8000", "sends P() H S"}};
  run.traffic->not_understood = 1;
  run.hazards = {
      seen("TR101", "select id, name\n  from customers\n where id = $1", 812, "__asyncpg_stmt_1__"),
      seen("TR101", "select 1", 77, "__asyncpg_stmt_2__"),
      seen("TR101", "select 2, 'two'", 76, "__asyncpg_stmt_3__"),
      seen("TR101", "select 3, 'three'", 5, "__asyncpg_stmt_4__"),
      seen("TR103", "update customers set name = $1 where id = $2", 2, "__asyncpg_stmt_1__"),
      seen("TR201", "SET search_path TO tenant_7", 40),
      seen("TR202", "SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET ALL;", 31),
      seen("TR203", "SET TIME ZONE 'UTC'", 4),
      seen("TR203", "SET client_encoding TO 'UTF8'", 2),
      seen("TR214", "SET client_min_messages TO warning", 4),
      seen("TR301", "extra_float_digits", 4),
      seen("TR401", "", 1),
  };
  return judge_traffic(run);
}

run_record traced_calm() {
  auto run = watched();
  run.traffic->failure = "exit code 3";
  run.traffic->drivers = {
      {{"psycopg2", "django"}, "psycopg2, Django or the like", "sends simple queries only"}};
  return judge_traffic(run);
}

run_record traced_caveat() {
  auto run = watched();
  run.traffic->prepared_support = true;
  run.traffic->drivers = {{{"pgx", "gorm"}, "pgx v5 or GORM", "names a statement stmtcache_5f2b"}};
  run.hazards = {seen("TR101", "select id from customers where id = $1", 812, "stmtcache_5f2b"),
                 seen("TR106", "select n from invoices where n = $1", 2, "stmtcache_77aa"),
                 seen("TR213", "DEALLOCATE ALL", 3)};
  run.traffic->caveats = {{"PP107", "08P01", "08P01 where a name whose statement was refused is parsed again",
                           run.hazards[1].fix}};
  return judge_traffic(run);
}

run_record traced_nobody() {
  auto run = watched();
  run.traffic->connections = run.traffic->logins = run.traffic->transactions = run.traffic->statements = 0;
  return judge_traffic(run);
}

run_record traced_loses() {
  auto run = watched();
  run.traffic->drivers = {{{"dbd-pg"}, "DBD::Pg", "names a statement dbdpg_p4711_1"}};
  run.hazards = {seen("TR402", "DEALLOCATE dbdpg_p4711_1", 12)};
  return judge_traffic(run);
}

run_record traced_hostile() {
  auto run = watched();
  run.target.display = "postgresql://app@127.0.0.1:5432/\x1b]0;owned\a";
  run.traffic->command = "/tmp/\x1b[2J";
  run.traffic->drivers = {{{}, "\x1b[31mwho", "names a statement \x9b\r"}};
  run.hazards = {seen("TR101", "select '\x1b[2J\xff'\r\n-- \xe2\x80\xae", 3, "\x1b[31mname\n")};
  return judge_traffic(run);
}

}  // namespace poolprobe::golden
