#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view named = "P({}) D(S) S | B E S afterwards B E S";
constexpr statement_names names{naming::per_process, "s{}", 0};
constexpr statement_release release{statement_release::when::evicted, "C(S {}) S"};
constexpr startup_setting search_path[] = {{"search_path", "public"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "every query is named from its first use, from a counter of the process",
     .script = named,
     .names = names,
     .release = release},
    {.id = "pgbouncer",
     .setting = "pgbouncer=true",
     .url = "postgresql://...?pgbouncer=true",
     .effect = effect::fixes,
     .why = "each query is BEGIN, DEALLOCATE ALL, a named statement, COMMIT; not beside "
            "max_prepared_statements of PgBouncer 1.21",
     .script = "Q(BEGIN) Q(DEALLOCATE ALL) P({}) D(S) S | B E S Q(COMMIT)",
     .inside = "P({}) D(S) S | B E S",
     .names = names,
     .transaction = {.begin = "Q Q(DEALLOCATE ALL)"}},
    {.id = "cache-0",
     .setting = "statement_cache_size=0",
     .url = "postgresql://...?statement_cache_size=0",
     .effect = effect::trap,
     .why = "the statement is still named, and only closed after each use",
     .script = "P({}) D(S) S | B E S | C(S) S",
     .names = names},
    {.id = "schema",
     .setting = "schema=app",
     .url = "postgresql://...?schema=app",
     .effect = effect::trap,
     .why = "sent as the startup parameter search_path unless pgbouncer=true",
     .script = named,
     .names = names,
     .release = release,
     .startup = search_path},
};

}  // namespace

/// With `pgbouncer=true` no name outlives its transaction; but statement mode refuses the block, and
/// PgBouncer 1.21 loses track at DEALLOCATE ALL.
extern constexpr driver prisma_6{
    .id = "prisma-6",
    .name = "Prisma 6 and older (Rust engine)",
    .language = "JavaScript",
    .configs = configs,
    .source = "prisma/prisma-engines 6.x, quaint/src/connector/postgres/native/mod.rs",
    .unknown_key = unknown_key::ignored,
    .note = "Migrations take a connection of their own: directUrl.",
};

}  // namespace poolprobe::drivers
