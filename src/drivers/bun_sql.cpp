#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "prepare: true (default)",
     .why = "every query is named by a counter, before Bun 1.4 with the beginning of its text in front",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::per_connection, "P{}", 0}},
    {.id = "no-prepare",
     .setting = "prepare: false",
     .code = "new SQL({ url, prepare: false })",
     .url = "postgres://...?prepare=false",
     .since = "Bun 1.3.11 (#27952)",
     .effect = effect::fixes,
     .why = "unnamed statements in one Sync",
     .script = "P() D(S) B E S",
     .holds_for = {"Bun", "1.3.11", ""}},
    {.id = "no-prepare-old",
     .setting = "prepare: false (Bun before 1.3.11)",
     .code = "new SQL({ url, prepare: false })",
     .effect = effect::trap,
     .why = "the unnamed statement is parsed and bound in different Syncs",
     .script = "P() D(S) S | B E H S",
     .source = "traffic of Bun 1.2.22 and 1.3.5",
     .holds_for = {"Bun", "", "1.3.11"},
     .generation_of = "no-prepare"},
};

}  // namespace

/// Names consist of the text of the query and a counter.
extern constexpr driver bun_sql{
    .id = "bun-sql",
    .name = "Bun SQL",
    .language = "JavaScript",
    .configs = configs,
    .source = "oven-sh/bun, docs and #27952, #30494; traffic of 1.2.22, 1.3.5, 1.3.11 and 1.4.5",
    .unknown_key = unknown_key::startup,
};

}  // namespace poolprobe::drivers
