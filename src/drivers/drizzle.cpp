#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

/// postgres.js names COMMIT and ROLLBACK whatever the query does.
constexpr std::string_view named_end = "P({}) D(S) B E S afterwards B E S";
constexpr std::string_view unnamed_end = "P() D(S) B E S";
constexpr transaction_control named_ends{.commit = named_end, .rollback = named_end};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default, on postgres.js",
     .why = "no query is named, but postgres.js names COMMIT and ROLLBACK",
     .script = "P() D(S) H | B E S",
     .names = {naming::random, "{}"},
     .transaction = named_ends,
     .connect = "P({}) D(S) B E S",
     .retry = {.sqlstate = "26000", .inside_block = true},
     .proved = "Drizzle 0.44.7 on postgres.js 3.4.9"},
    {.id = "no-prepare",
     .setting = "prepare: false, on postgres.js",
     .code = "drizzle(postgres(url, { prepare: false }))",
     .url = "postgres://...?prepare=false",
     .effect = effect::fixes,
     .why = "no statement is named, COMMIT and ROLLBACK neither",
     .script = "P() D(S) H | B E S",
     .transaction = {.commit = unnamed_end, .rollback = unnamed_end},
     .connect = unnamed_end},
    {.id = "node-postgres",
     .setting = "default, on node-postgres",
     .code = "drizzle-orm/node-postgres in place of drizzle-orm/postgres-js",
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S",
     .proved = "Drizzle 0.44.7 on pg 8.23.0",
     .text_read_by = "node-postgres"},
    {.id = "prepare",
     .setting = ".prepare(\"name\"), on node-postgres",
     .code = "db.select().from(users).prepare(\"find_users\")",
     .effect = effect::trap,
     .why = "names the statement, in every process alike",
     .script = "P({}) B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"},
     .proved = "Drizzle 0.44.7 on pg 8.23.0",
     .failed_parse = {.ends_connection = true},
     .text_read_by = "node-postgres"},
};

}  // namespace

/// Asks its driver for an unnamed statement, unless a query is prepared by name.
extern constexpr driver drizzle{
    .id = "drizzle",
    .name = "Drizzle ORM",
    .language = "JavaScript",
    .configs = configs,
    .source = "drizzle-team/drizzle-orm 0.44.7, drizzle-orm/src/postgres-js/session.ts",
    .unknown_key = unknown_key::startup,
    .text_read_by = "postgres-js",
};

}  // namespace poolprobe::drivers
