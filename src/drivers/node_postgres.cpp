#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr startup_setting timeout[] = {{"statement_timeout", "5000"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S",
     .proved = "pg 8.23.0"},
    {.id = "named",
     .setting = "query({ name, ... })",
     .code = "client.query({ name: \"find-user\", text, values })",
     .effect = effect::trap,
     .why = "names the statement as the program says, in every process alike; leave the name out",
     .script = "P({}) B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"},
     .proved = "pg 8.23.0"},
    {.id = "statement-timeout",
     .setting = "statement_timeout",
     .code = "new Client({ statement_timeout: 5000 })",
     .effect = effect::trap,
     .why = "sent as a startup parameter, like lock_timeout and idle_in_transaction_session_timeout",
     .script = "P() B D(P) E S",
     .startup = timeout,
     .proved = "pg 8.23.0"},
};

}  // namespace

/// Unnamed in one Sync, unless the program gives a name.
extern constexpr driver node_postgres{
    .id = "node-postgres",
    .name = "node-postgres (pg)",
    .language = "JavaScript",
    .configs = configs,
    .source = "brianc/node-postgres 8.23.0, packages/pg/lib/query.js",
    .unknown_key = unknown_key::ignored,
    .note = "Knex, TypeORM, Sequelize, Kysely and MikroORM send what it sends.",
};

}  // namespace poolprobe::drivers
