#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr statement_names names{naming::hash, "stmtcache_{}"};
constexpr statement_release release{statement_release::when::evicted, "C(S {}) S"};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "pgx's default mode: every query is prepared under a hash of its text",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = names,
     .release = release},
    {.id = "simple",
     .setting = "PreferSimpleProtocol: true",
     .code = "postgres.New(postgres.Config{DSN: dsn, PreferSimpleProtocol: true})",
     .effect = effect::mends,
     .why = "the parameters go into the text",
     .script = "Q"},
    {.id = "prepare-stmt",
     .setting = "PrepareStmt: true",
     .code = "gorm.Config{PrepareStmt: true}",
     .effect = effect::trap,
     .why = "prepares explicitly, whatever mode the driver is in",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::hash, "stmt_{}"},
     .release = release},
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
