#include "golden/records.hpp"

namespace poolprobe::golden {
namespace {

std::vector<std::string> named_statement_fixes() {
  return {"pooler: PgBouncer 1.21 or later with max_prepared_statements above 0 (the default from 1.24 on)",
          "driver: switch named prepared statements off: asyncpg 0.29 or later (under SQLAlchemy 0.31) "
          "statement_cache_size=0, psycopg 3 prepare_threshold=None, pgx default_query_exec_mode=exec",
          "pooler: a database entry with pool_mode=session, or a direct connection, for this application"};
}

}  // namespace

finding duplicate_name_breaks() {
  return {.code = "PP101",
          .id = "prepared/duplicate-name",
          .group = "prepared",
          .outcome = outcome::breaks,
          .required = true,
          .sqlstate = "42P05",
          .summary = "two clients cannot prepare the same name",
          .requirement =
              "Each client has its own names for prepared statements: two clients may both prepare "
              "\"s1\", as most drivers do.",
          .expected = "both clients prepare the name, and each is answered by its own statement",
          .observed =
              "the second client was refused: the name already existed on the server connection that the "
              "first client had used",
          .fixes = named_statement_fixes(),
          .transcript = {{.client = "A",
                          .sent = "P(poolprobe_5f3a9c1d) S",
                          .sql = "select 41 + 1",
                          .backend = 4711,
                          .received = "parsed",
                          .ms = 0.412},
                         {.client = "B",
                          .sent = "P(poolprobe_5f3a9c1d) S",
                          .sql = "select 41 + 1",
                          .backend = 4711,
                          .received = "ERROR 42P05: prepared statement \"poolprobe_5f3a9c1d\" already exists",
                          .ms = 0.305}},
          .duration_ms = 4.2,
          .feature = "the same statement name in two clients"};
}

finding lost_statement_breaks() {
  return {
      .code = "PP102",
      .id = "prepared/lost-statement",
      .group = "prepared",
      .outcome = outcome::breaks,
      .required = true,
      .sqlstate = "26000",
      .summary = "a statement is gone in the next transaction",
      .requirement =
          "A statement prepared in one transaction must be there in the next (PostgreSQL, PREPARE: "
          "\"for the duration of the current database session\").",
      .expected = "row 42",
      .observed = "the next transaction ran on another server connection, where the statement does not exist",
      .fixes = named_statement_fixes(),
      .transcript =
          {{.client = "A",
            .sent = "P(poolprobe_81d0e7b2) S",
            .sql = "select 41 + 1",
            .backend = 4711,
            .received = "parsed",
            .ms = 0.398},
           {.client = "B",
            .sent = "P() B E H",
            .sql = "select pg_backend_pid()",
            .backend = 4711,
            .received = "row 4711",
            .ms = 0.291},
           {.client = "A",
            .sent = "B(poolprobe_81d0e7b2) E S",
            .sql = "",
            .backend = 4712,
            .received = "ERROR 26000: prepared statement \"poolprobe_81d0e7b2\" does not exist",
            .ms = 3.127},
           {.client = "B", .sent = "S", .sql = "", .backend = 4711, .received = "ready", .ms = 0.102}},
      .duration_ms = 9.8,
      .feature = "named prepared statements"};
}

finding foreign_statement_answers() {
  return {.code = "PP103",
          .id = "prepared/foreign-statement",
          .group = "prepared",
          .outcome = outcome::wrong_answer,
          .required = true,
          .sqlstate = std::nullopt,
          .summary = "another client's statement answered",
          .requirement =
              "A name means the statement that this client prepared under it, whatever other clients "
              "prepared under the same name.",
          .expected = "row 111 (client A's own statement)",
          .observed = "row 222, the answer of client B's statement, and no error at all",
          .fixes = named_statement_fixes(),
          .transcript =
              {{.client = "A",
                .sent = "P(poolprobe_c40b66aa) S",
                .sql = "select 111",
                .backend = 4711,
                .received = "parsed",
                .ms = 0.377},
               {.client = "C",
                .sent = "P() B E H",
                .sql = "select pg_backend_pid()",
                .backend = 4711,
                .received = "row 4711",
                .ms = 0.244},
               {.client = "B",
                .sent = "P(poolprobe_c40b66aa) S",
                .sql = "select 222",
                .backend = 4712,
                .received = "parsed",
                .ms = 0.401},
               {.client = "A",
                .sent = "B(poolprobe_c40b66aa) E S",
                .sql = "",
                .backend = 4712,
                .received = "row 222",
                .ms = 0.318},
               {.client = "C", .sent = "S", .sql = "", .backend = 4711, .received = "ready", .ms = 0.09}},
          .duration_ms = 11.3,
          .feature = "named prepared statements"};
}

finding unnamed_answers() {
  return {.code = "PP104",
          .id = "prepared/unnamed-across-sync",
          .group = "prepared",
          .outcome = outcome::wrong_answer,
          .required = false,
          .sqlstate = std::nullopt,
          .summary = "the unnamed statement of another client answered",
          .requirement =
              "The unnamed statement lives until the next unnamed Parse of the same client, also from "
              "one Sync to the next.",
          .expected = "row 111 (client A's own statement)",
          .observed = "row 222, the answer of client B's statement, and no error at all",
          .fixes = {"Send Parse, Bind, Execute and Sync in one go (PP105), as libpq's PQexecParams does.",
                    "Or wrap both halves in a transaction, which keeps the server connection.",
                    "A newer PgBouncer does not help: max_prepared_statements covers named statements only."},
          .transcript = {{.client = "A",
                          .sent = "P() S",
                          .sql = "select 111",
                          .backend = 4711,
                          .received = "parsed",
                          .ms = 0.311},
                         {.client = "B",
                          .sent = "P() B E S",
                          .sql = "select 222",
                          .backend = 4711,
                          .received = "row 222",
                          .ms = 0.352},
                         {.client = "A",
                          .sent = "B() E S",
                          .sql = "",
                          .backend = 4711,
                          .received = "row 222",
                          .ms = 0.287}},
          .duration_ms = 3.9,
          .feature = "unnamed statements bound later"};
}

finding set_leaks() {
  return {.code = "PP201",
          .id = "session/set",
          .group = "session",
          .outcome = outcome::leaks,
          .required = false,
          .sqlstate = std::nullopt,
          .summary = "a SET is lost here and reaches another client",
          .requirement =
              "A setting made with SET belongs to the client that made it, for as long as it is "
              "connected.",
          .expected = "client A reads its own value; client B reads none",
          .observed = "client A read no value; client B read client A's value",
          .fixes = {"Use SET LOCAL inside the transaction that needs it.",
                    "Or give the role or the database its setting: ALTER ROLE app SET name = value."},
          .transcript = {{.client = "A",
                          .sent = "Q",
                          .sql = "select set_config('poolprobe.k7d1f', '9e21', false)",
                          .backend = 4711,
                          .received = "row 9e21",
                          .ms = 0.366},
                         {.client = "B",
                          .sent = "P() B E H",
                          .sql = "select current_setting('poolprobe.k7d1f', true)",
                          .backend = 4711,
                          .received = "row 9e21",
                          .ms = 0.28},
                         {.client = "A",
                          .sent = "Q",
                          .sql = "select current_setting('poolprobe.k7d1f', true)",
                          .backend = 4712,
                          .received = "row NULL",
                          .ms = 0.334}},
          .duration_ms = 5.5,
          .feature = "SET"};
}

}  // namespace poolprobe::golden
