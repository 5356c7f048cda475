#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::named_statements},
};

}  // namespace

/// `statement-cache-capacity=0` still names its statements up to 0.9.0-alpha.1 (launchbadge/sqlx#4328), so it
/// is no configuration of its own.
extern constexpr driver sqlx{
    .id = "sqlx",
    .name = "sqlx",
    .language = "Rust",
    .configs = configs,
    .source = "launchbadge/sqlx 0.9.0-alpha.1, sqlx-postgres/src/connection/executor.rs",
};

}  // namespace poolprobe::drivers
