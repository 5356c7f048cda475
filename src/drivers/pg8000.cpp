#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::unnamed_split},
};

}  // namespace

/// Parse, Describe and Bind each end in a Sync of their own, even for the unnamed statement. With autocommit
/// off the DB-API layer opens a transaction around them, which keeps the server connection.
extern constexpr driver pg8000{
    .id = "pg8000",
    .name = "pg8000",
    .language = "Python",
    .configs = configs,
    .source = "tlocke/pg8000 (2025-07), src/pg8000/core.py and src/pg8000/dbapi.py",
};

}  // namespace poolprobe::drivers
