#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

/// postgres.js names COMMIT and ROLLBACK whatever the query does.
constexpr std::string_view named_end = "P({}) D(S) B E S afterwards B E S";
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
    {.id = "node-postgres",
     .setting = "default, on node-postgres",
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S",
     .proved = "Drizzle 0.44.7 on pg 8.23.0"},
    {.id = "prepare",
     .setting = ".prepare(\"name\"), on node-postgres",
     .code = "db.select().from(users).prepare(\"find_users\")",
     .effect = effect::trap,
     .why = "names the statement, in every process alike",
     .script = "P({}) B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"},
     .proved = "Drizzle 0.44.7 on pg 8.23.0",
     .failed_parse = {.ends_connection = true}},
};

}  // namespace

/// Asks its driver for an unnamed statement, unless a query is prepared by name.
extern constexpr driver drizzle{
    .id = "drizzle",
    .name = "Drizzle ORM",
    .language = "JavaScript",
    .configs = configs,
    .source = "drizzle-team/drizzle-orm 0.44.7, drizzle-orm/src/postgres-js/session.ts",
};

}  // namespace poolprobe::drivers
