#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "the parameters go into the text",
     .script = "Q",
     .proved = "go-pg 10.11.0"},
    {.id = "prepare",
     .setting = "db.Prepare",
     .code = "statement, err := db.Prepare(query)",
     .effect = effect::trap,
     .why = "names the statement, and keeps a connection for it: its names are 1 on each of them",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::per_connection, "{}", 1},
     .release = {statement_release::when::evicted, "C(S {}) S"}},
};

}  // namespace

/// Puts parameters into the text.
extern constexpr driver go_pg{
    .id = "go-pg",
    .name = "go-pg",
    .language = "Go",
    .configs = configs,
    .source = "go-pg/pg v10, messages.go; traffic of 10.11.0, whose Close travels with a Flush",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
