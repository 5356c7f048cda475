#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "prepareThreshold=5 (default)", .habit = habit::named_statements},
    {.id = "threshold-0",
     .setting = "prepareThreshold=0 (pgjdbc >= 42.1.4)",
     .habit = habit::unnamed_one_sync},
    {.id = "simple", .setting = "preferQueryMode=simple", .habit = habit::simple_query},
};

}  // namespace

/// Unnamed for four executions, named from the fifth; with autocommit off COMMIT is named from the first.
extern constexpr driver pgjdbc{
    .id = "pgjdbc",
    .name = "pgjdbc",
    .language = "Java",
    .configs = configs,
    .source = "pgjdbc/pgjdbc 42.7.13, core/v3/QueryExecutorImpl.java and jdbc/PgStatement.java",
};

}  // namespace poolprobe::drivers
