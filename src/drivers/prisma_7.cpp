#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view named = "P({}) B D(P) E S afterwards B D(P) E S";

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "unnamed statements in one Sync, as node-postgres sends them",
     .script = "P() B D(P) E S",
     .proved = "Prisma 7.9.1"},
    {.id = "pgbouncer",
     .setting = "pgbouncer=true",
     .url = "postgresql://...?pgbouncer=true",
     .why = "has no effect any more, and none is needed",
     .script = "P() B D(P) E S",
     .proved = "Prisma 7.9.1"},
    {.id = "named",
     .setting = "statementNameGenerator",
     .code = "new PrismaPg({ connectionString }, { statementNameGenerator })",
     .since = "Prisma 7.6",
     .effect = effect::trap,
     .why = "names the statement as the program says, in every process alike, BEGIN and COMMIT too",
     .script = named,
     .names = {naming::given, "{}"},
     .transaction = {.begin = named, .commit = named, .rollback = named},
     .proved = "Prisma 7.9.1",
     .failed_parse = {.ends_connection = true},
     .holds_for = {"Prisma", "7.6", ""}},
};

}  // namespace

/// Sends what node-postgres sends.
extern constexpr driver prisma_7{
    .id = "prisma-7",
    .name = "Prisma 7 (adapter-pg)",
    .language = "JavaScript",
    .configs = configs,
    .source = "prisma/prisma 7.9.1, packages/adapter-pg/src/pg.ts",
    .unknown_key = unknown_key::ignored,
    .text_read_by = "node-postgres",
    .earlier = {"prisma-6", {"Prisma", "", "7"}},
};

}  // namespace poolprobe::drivers
