#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

/// It also retries in a block, where PostgreSQL then answers COMMIT with ROLLBACK; the driver does not report
/// that.
constexpr retry_rule retry{.sqlstate = "26000", .inside_block = true};
constexpr driver_feature named_features[] = {
    {.group = feature_group::cursors,
     .use = "sql`...`.cursor(2)",
     .script = "P({}) D(S) H | B E(2) H | E(2) H | C(P) S afterwards B E(2) H | E(2) H | C(P) S"},
    {.group = feature_group::batches,
     .use = "Promise.all([sql`...`, sql`...`]), which hangs for ever where a statement is gone",
     .script = "P({}) D(S) H | B E S B E S B E S afterwards B E S B E S B E S",
     .retried = false}};
constexpr driver_feature unnamed_features[] = {{.group = feature_group::cursors,
                                                .use = "sql`...`.cursor(2)",
                                                .script = "P() D(S) H | B E(2) H | E(2) H | C(P) S"}};
constexpr std::string_view named_end = "P({}) D(S) B E S afterwards B E S", unnamed_end = "P() D(S) B E S";
constexpr std::string_view end_of_2 = "P({}) B D(S) E S afterwards B E S";
constexpr std::string_view end_of_1 = "P({}) B D(P) E H S afterwards B D(P) E H S";
constexpr transaction_control named_ends{.commit = named_end, .rollback = named_end};
constexpr transaction_control unnamed_ends{.commit = unnamed_end, .rollback = unnamed_end};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "prepare: true (default)",
     .why = "every query is named from its first use, at random, COMMIT and ROLLBACK too",
     .script = "P({}) D(S) H | B E S afterwards B E S",
     .names = {naming::random, "{}"},
     .transaction = named_ends,
     .connect = "P({}) D(S) B E S",
     .retry = retry,
     .proved = "postgres.js 3.4.9",
     .features = named_features,
     .holds_for = {"postgres", "3", ""}},
    {.id = "no-prepare",
     .setting = "prepare: false",
     .code = "postgres(url, { prepare: false })",
     .url = "postgres://...?prepare=false",
     .effect = effect::fixes,
     .why = "no statement is named",
     .script = "P() D(S) H | B E S",
     .transaction = unnamed_ends,
     .connect = "P() D(S) B E S",
     .proved = "postgres.js 3.4.9",
     .features = unnamed_features},
    {.id = "prepare-0",
     .setting = "?prepare=0",
     .url = "postgres://...?prepare=0",
     .effect = effect::trap,
     .why = "only the words false and disable are understood; 0 is text, and that is true",
     .script = "P({}) D(S) H | B E S afterwards B E S",
     .names = {naming::random, "{}"},
     .transaction = named_ends,
     .connect = "P({}) D(S) B E S",
     .retry = retry,
     .proved = "postgres.js 3.4.9",
     .features = named_features},
    {.id = "v2",
     .setting = "default (postgres.js 2)",
     .why = "every query is named, and BEGIN too",
     .script = "P({}) B D(S) E S afterwards B E S",
     .names = {naming::random, "p{}"},
     .transaction = {.begin = end_of_2, .commit = end_of_2, .rollback = end_of_2},
     .connect = "Q(types)",
     .retry = retry,
     .source = "traffic of postgres.js 2.0.0-beta.11",
     .holds_for = {"postgres", "2", "3"},
     .generation_of = "",
     .outdated = true},
    {.id = "v1",
     .setting = "default (postgres.js 1)",
     .effect = effect::trap,
     .why = "every query is named p1, p2 and so on in every process alike, BEGIN and COMMIT too",
     .script = end_of_1,
     .names = {naming::per_connection, "p{}", 1},
     .transaction = {.begin = end_of_1, .commit = end_of_1, .rollback = end_of_1},
     .connect = "P({}) B D(P) E H S",
     .source = "traffic of postgres.js 1.0.2",
     .holds_for = {"postgres", "", "2"},
     .generation_of = "",
     .outdated = true},
};

}  // namespace

/// Random names for each connection, so names never clash; but a statement exists on one server connection
/// only.
extern constexpr driver postgres_js{
    .id = "postgres-js",
    .name = "postgres.js",
    .language = "JavaScript",
    .configs = configs,
    .source = "porsager/postgres 3.4.9, src/connection.js",
    .unknown_key = unknown_key::startup,
    .note =
        "It tries once more when a statement is gone: outside a block that hides the fault and costs a round "
        "trip; a COMMIT that is tried again ends a block that has failed, and the program is not told. It "
        "never closes a statement: they pile up on the server connections.",
};

}  // namespace poolprobe::drivers
