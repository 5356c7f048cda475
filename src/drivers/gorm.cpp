#include "drivers/driver.hpp"
#include "drivers/pgx_modes.hpp"

namespace poolprobe::drivers {
namespace {

/// What is prepared in a block is closed after it.
constexpr statement_release with_block{.when = statement_release::when::evicted,
                                       .script = "C(S {}) S",
                                       .inside_block = false,
                                       .after_block = true,
                                       .at_disconnect = true};
/// gorm.Open pings, and so does Go's database/sql where a connection is used again after a second.
constexpr std::string_view ping = "Q(-- ping)";
constexpr std::string_view mode_of_pgx = "jackc/pgx v5.10.0, conn.go";
/// pgx closes a statement of the query's text instead of its name.
constexpr failed_parse closes_another{.before_next = "C(S select) S"};

/// A mode of pgx as a program with GORM has it.
constexpr driver_config below(driver_config of) {
  of.connect = ping;
  of.source = mode_of_pgx;
  return of;
}

constexpr driver_config usual = [] {
  auto of = pgx_modes::since_5_8(pgx_modes::cache_statement);
  of.setting = "default";
  of.why = "pgx's default mode: every query is prepared under a hash of its text";
  of.connect = ping;
  of.proved = "GORM 1.31.2 on pgx 5.10.0";
  return of;
}();
constexpr driver_config before_5_8 = [] {
  auto of = pgx_modes::before_5_8(pgx_modes::cache_statement, "before-pgx-5.8", "default (pgx before 5.8)");
  of.connect = ping;
  of.source = "traffic of GORM 1.25.12 on pgx 5.7.6";
  return of;
}();

constexpr driver_config configs[] = {
    usual,
    before_5_8,
    {.id = "simple",
     .setting = "PreferSimpleProtocol: true",
     .code = "postgres.New(postgres.Config{DSN: dsn, PreferSimpleProtocol: true})",
     .effect = effect::fixes,
     .why = "the parameters go into the text",
     .script = "Q",
     .transaction = pgx_modes::blocks,
     .connect = ping,
     .proved = "GORM 1.31.2 on pgx 5.10.0"},
    {.id = "prepare-stmt",
     .setting = "PrepareStmt: true",
     .code = "gorm.Config{PrepareStmt: true}",
     .effect = effect::trap,
     .why = "prepares explicitly, whatever mode the driver is in",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::hash, "stmt_{}"},
     .transaction = pgx_modes::blocks,
     .release = with_block,
     .connect = ping,
     .proved = "GORM 1.31.2 on pgx 5.10.0",
     .failed_parse = closes_another},
    below(pgx_modes::exec),
    below(pgx_modes::cache_describe),
    below(pgx_modes::describe_exec),
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
