#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "every query is named from its first use",
     .script = "P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::per_connection, "__diesel_stmt_{}", 1},
     .connect = "2 x [P() B D(P) E S]",
     .holds_for = {"diesel", "2.3", ""}},
    {.id = "before-2.3",
     .setting = "default (diesel before 2.3)",
     .why =
         "the name is the number of statements in its cache: one that the server refused leaves its name to "
         "the next",
     .script = "P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::per_connection, "__diesel_stmt_{}", 0},
     .connect = "2 x [P() B D(P) E S]",
     .proved = "diesel 2.2.12",
     .failed_parse = {.reuses_number = true},
     .holds_for = {"diesel", "", "2.3"},
     .generation_of = ""},
    {.id = "no-cache",
     .setting = "CacheSize::Disabled",
     .code = "connection.set_prepared_statement_cache_size(CacheSize::Disabled)",
     .since = "diesel 2.3",
     .effect = effect::fixes,
     .why = "no statement is named, one Sync for each query",
     .script = "P() B D(P) E S",
     .connect = "2 x [P() B D(P) E S]",
     .holds_for = {"diesel", "2.3", ""}},
    {.id = "no-cache-old",
     .setting = "CacheSize::Disabled (diesel before 2.3)",
     .code = "connection.set_prepared_statement_cache_size(CacheSize::Disabled)",
     .effect = effect::trap,
     .why = "unnamed, but parsed and bound in different Syncs",
     .script = "P() S | B D(P) E S",
     .connect = "2 x [P() B D(P) E S]",
     .source = "diesel-rs/diesel#4539",
     .holds_for = {"diesel", "", "2.3"},
     .generation_of = "no-cache"},
};

}  // namespace

/// On libpq; names from a counter of the connection.
extern constexpr driver diesel{
    .id = "diesel",
    .name = "diesel",
    .language = "Rust",
    .configs = configs,
    .source = "diesel-rs/diesel 2.3.12, diesel/src/pg/connection/stmt/mod.rs",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
