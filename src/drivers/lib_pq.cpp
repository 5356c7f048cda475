#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

/// Only its own Commit checks the answer; a COMMIT that a program sends by Exec is not checked.
constexpr transaction_control blocks{.reports_rollback = true};
constexpr startup_setting old_startup[] = {{"extra_float_digits", "2"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "the unnamed statement is parsed and bound in different Syncs",
     .script = "P() D(S) S | B E S",
     .transaction = blocks,
     .proved = "lib/pq 1.12.3",
     .holds_for = {"lib/pq", "1.11", ""}},
    {.id = "binary-parameters",
     .setting = "binary_parameters=yes",
     .url = "postgres://...?binary_parameters=yes",
     .effect = effect::fixes,
     .why = "Parse and Bind go in one Sync",
     .script = "P() B D(P) E S",
     .transaction = blocks,
     .proved = "lib/pq 1.12.3",
     .holds_for = {"lib/pq", "1.11", ""}},
    {.id = "prepare",
     .setting = "db.Prepare",
     .code = "statement, err := db.Prepare(query)",
     .effect = effect::trap,
     .why = "names the statement, whatever binary_parameters says",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::per_connection, "{}", 1},
     .release = {statement_release::when::disconnect, "C(S {}) S"},
     .proved = "lib/pq 1.12.3",
     .holds_for = {"lib/pq", "1.11", ""}},
    {.id = "old",
     .setting = "default (lib/pq before 1.11)",
     .effect = effect::trap,
     .why = "sends extra_float_digits as a startup parameter besides",
     .script = "P() D(S) S | B E S",
     .transaction = blocks,
     .startup = old_startup,
     .source = "lib/pq#1212; lib/pq v1.10.9, connector.go",
     .holds_for = {"lib/pq", "", "1.11"},
     .generation_of = ""},
    {.id = "binary-parameters-old",
     .setting = "binary_parameters=yes (lib/pq before 1.11)",
     .url = "postgres://...?binary_parameters=yes",
     .effect = effect::fixes,
     .why = "Parse and Bind go in one Sync; extra_float_digits must still be let through",
     .script = "P() B D(P) E S",
     .transaction = blocks,
     .startup = old_startup,
     .source = "lib/pq v1.10.9, connector.go and conn.go",
     .holds_for = {"lib/pq", "", "1.11"},
     .generation_of = "binary-parameters"},
    {.id = "prepare-old",
     .setting = "db.Prepare (lib/pq before 1.11)",
     .code = "statement, err := db.Prepare(query)",
     .effect = effect::trap,
     .why = "names the statement, and sends extra_float_digits as a startup parameter besides",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::per_connection, "{}", 1},
     .release = {statement_release::when::disconnect, "C(S {}) S"},
     .startup = old_startup,
     .source = "lib/pq v1.10.9, connector.go and conn.go",
     .holds_for = {"lib/pq", "", "1.11"},
     .generation_of = "prepare"},
};

}  // namespace

/// Unnamed, but with a Sync between Parse and Bind.
extern constexpr driver lib_pq{
    .id = "lib-pq",
    .name = "lib/pq",
    .language = "Go",
    .configs = configs,
    .source = "lib/pq v1.12.3, conn.go",
    .unknown_key = unknown_key::startup,
    .note = "With matching numbers of parameters the wrong statement runs without any error (pgbouncer#203).",
    .unasked_answer = "unexpected Bind response",
};

}  // namespace poolprobe::drivers
