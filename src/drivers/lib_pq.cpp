#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::unnamed_split},
    {.id = "binary-parameters", .setting = "binary_parameters=yes", .habit = habit::unnamed_one_sync},
};

}  // namespace

/// Parses, waits for the answer to a Sync, then binds the unnamed statement that another client may have
/// replaced.
extern constexpr driver lib_pq{
    .id = "lib-pq",
    .name = "lib/pq",
    .language = "Go",
    .configs = configs,
    .source = "lib/pq v1.12.3, conn.go",
};

}  // namespace poolprobe::drivers
