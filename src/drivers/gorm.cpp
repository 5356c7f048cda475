#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr statement_names names{naming::hash, "stmtcache_{}"};
constexpr statement_release release{statement_release::when::evicted, "C(S {}) S"};
/// What is prepared in a block is closed after it.
constexpr statement_release with_block{.when = statement_release::when::evicted,
                                       .script = "C(S {}) S",
                                       .inside_block = false,
                                       .after_block = true,
                                       .at_disconnect = true};
constexpr transaction_control blocks{.reports_rollback = true};
/// gorm.Open pings, and so does Go's database/sql where a connection is used again after a second.
constexpr std::string_view ping = "Q(-- ping)";
constexpr std::string_view mode_of_pgx = "jackc/pgx v5.10.0, conn.go";
constexpr failed_parse closed_first{.before_next = "C(S {}) S"};
/// pgx closes a statement of the query's text instead of its name.
constexpr failed_parse closes_another{.before_next = "C(S select) S"};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "pgx's default mode: every query is prepared under a hash of its text",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = names,
     .transaction = blocks,
     .release = release,
     .connect = ping,
     .proved = "GORM 1.31.2 on pgx 5.10.0",
     .failed_parse = closed_first,
     .holds_for = {"pgx", "5.8", ""}},
    {.id = "before-pgx-5.8",
     .setting = "default (pgx before 5.8)",
     .why = "a name whose Parse failed is parsed again as it is",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = names,
     .transaction = blocks,
     .release = release,
     .connect = ping,
     .source = "traffic of GORM 1.25.12 on pgx 5.7.6",
     .holds_for = {"pgx", "5", "5.8"},
     .generation_of = ""},
    {.id = "simple",
     .setting = "PreferSimpleProtocol: true",
     .code = "postgres.New(postgres.Config{DSN: dsn, PreferSimpleProtocol: true})",
     .effect = effect::fixes,
     .why = "the parameters go into the text",
     .script = "Q",
     .transaction = blocks,
     .connect = ping,
     .proved = "GORM 1.31.2 on pgx 5.10.0"},
    {.id = "prepare-stmt",
     .setting = "PrepareStmt: true",
     .code = "gorm.Config{PrepareStmt: true}",
     .effect = effect::trap,
     .why = "prepares explicitly, whatever mode the driver is in",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::hash, "stmt_{}"},
     .transaction = blocks,
     .release = with_block,
     .connect = ping,
     .proved = "GORM 1.31.2 on pgx 5.10.0",
     .failed_parse = closes_another},
    {.id = "exec",
     .setting = "default_query_exec_mode=exec",
     .url = "postgres://...?default_query_exec_mode=exec",
     .since = "pgx v5.0",
     .effect = effect::fixes,
     .why = "no statement is named, one Sync for each query",
     .script = "P() B D(P) E S",
     .transaction = blocks,
     .connect = ping,
     .source = mode_of_pgx},
    {.id = "cache-describe",
     .setting = "default_query_exec_mode=cache_describe",
     .url = "postgres://...?default_query_exec_mode=cache_describe",
     .since = "pgx v5.0",
     .effect = effect::fixes,
     .why = "descriptions are kept, statements are not: parsed again with every Bind",
     .script = "P() D(S) S | P() B D(P) E S afterwards P() B D(P) E S",
     .transaction = blocks,
     .connect = ping,
     .source = mode_of_pgx},
    {.id = "describe-exec",
     .setting = "default_query_exec_mode=describe_exec",
     .url = "postgres://...?default_query_exec_mode=describe_exec",
     .since = "pgx v5.0",
     .effect = effect::trap,
     .why = "the unnamed statement is parsed and bound in different Syncs, which no pooler supports",
     .script = "P() D(S) S | B E S",
     .transaction = blocks,
     .connect = ping,
     .source = mode_of_pgx},
};

}  // namespace

/// Sends what pgx sends through Go's database/sql.
extern constexpr driver gorm{
    .id = "gorm",
    .name = "GORM",
    .language = "Go",
    .configs = configs,
    .source = "go-gorm/postgres, postgres.go, on jackc/pgx v5 stdlib",
    .unknown_key = unknown_key::startup,
};

}  // namespace poolprobe::drivers
