#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_feature cursor{.group = feature_group::cursors,
                                .use = "new Cursor(query) of pg-cursor",
                                .script = "P() B D(P) H E(2) H | E(2) H | E(2) H | C(P) S"};
constexpr driver_feature features[] = {cursor};
constexpr driver_feature pipeline_features[] = {cursor,
                                                {.group = feature_group::batches,
                                                 .use = "queries that are asked without waiting",
                                                 .script = "P() B D(P) E S P() B D(P) E S P() B D(P) E S"}};
constexpr startup_setting timeout[] = {{"statement_timeout", "5000"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S",
     .proved = "pg 8.23.0",
     .features = features,
     .holds_for = {"pg", "8.5", ""}},
    {.id = "named",
     .setting = "query({ name, ... })",
     .code = "client.query({ name: \"find-user\", text, values })",
     .effect = effect::trap,
     .why = "names the statement as the program says, in every process alike; leave the name out",
     .script = "P({}) B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"},
     .proved = "pg 8.23.0",
     .features = features},
    {.id = "statement-timeout",
     .setting = "statement_timeout",
     .code = "new Client({ statement_timeout: 5000 })",
     .effect = effect::trap,
     .why = "sent as a startup parameter, like lock_timeout and idle_in_transaction_session_timeout",
     .script = "P() B D(P) E S",
     .startup = timeout,
     .proved = "pg 8.23.0",
     .features = features},
    {.id = "pipeline",
     .setting = "pipeline: true",
     .code = "new Client({ pipeline: true })",
     .since = "pg 8.23",
     .why = "queries that nobody waits for travel one after another, each with a Sync of its own",
     .script = "P() B D(P) E S",
     .proved = "pg 8.23.0",
     .features = pipeline_features},
    {.id = "before-8.5",
     .setting = "default (pg before 8.5)",
     .why = "unnamed statements, and their Sync comes when the answers are here",
     .script = "P() B D(P) E H | S",
     .source = "traffic of pg 8.0.3 to 8.3.3",
     .holds_for = {"pg", "", "8.5"},
     .generation_of = "",
     .outdated = true},
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
    .note =
        "Knex, TypeORM, Sequelize and Kysely send what it sends; pg-promise and MikroORM put the values into "
        "the text.",
    .unasked_answer = "Received unexpected parseComplete message from backend.",
};

}  // namespace poolprobe::drivers
