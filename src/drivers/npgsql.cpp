#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "Max Auto Prepare=0 (default)", .habit = habit::unnamed_one_sync},
    // from the fifth use of a query
    {.id = "auto-prepare", .setting = "Max Auto Prepare=N", .habit = habit::named_statements},
};

}  // namespace

/// Unnamed in one Sync; names appear only with automatic preparation (or an explicit Prepare()).
extern constexpr driver npgsql{
    .id = "npgsql",
    .name = "Npgsql",
    .language = ".NET",
    .configs = configs,
    .source = "npgsql/npgsql v10.0.3, src/Npgsql/PreparedStatementManager.cs",
};

}  // namespace poolprobe::drivers
