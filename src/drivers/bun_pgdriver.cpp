#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

/// The Close is sent with a Flush, before the next message.
constexpr statement_release release{statement_release::when::disconnect, "C(S {}) S"};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "the parameters go into the text",
     .script = "Q",
     .proved = "pgdriver 1.2.18"},
    {.id = "prepare",
     .setting = "db.Prepare",
     .code = "statement, err := db.Prepare(query)",
     .effect = effect::trap,
     .why = "names the statement",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::per_connection, "pgdriver-{}", 0},
     .release = release,
     .proved = "pgdriver 1.2.18"},
};

}  // namespace

/// Puts parameters into the text.
extern constexpr driver bun_pgdriver{
    .id = "bun-pgdriver",
    .name = "bun (pgdriver)",
    .language = "Go",
    .configs = configs,
    .source = "uptrace/bun, driver/pgdriver/driver.go and proto.go",
    .unknown_key = unknown_key::set,
};

}  // namespace poolprobe::drivers
