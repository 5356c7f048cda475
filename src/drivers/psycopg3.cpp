#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "prepare_threshold=5 (default)", .habit = habit::named_statements},
    {.id = "none",
     .setting = "prepare_threshold=None (SQLAlchemy: connect_args={\"prepare_threshold\": None})",
     .habit = habit::unnamed_one_sync},
    // prepares at the first execution: the opposite of None
    {.id = "zero", .setting = "prepare_threshold=0", .habit = habit::named_statements},
};

}  // namespace

/// Unnamed for the first five executions of a query, a named statement from the sixth. SQLAlchemy on psycopg
/// sends the same.
extern constexpr driver psycopg3{
    .id = "psycopg3",
    .name = "psycopg 3",
    .language = "Python",
    .configs = configs,
    .source = "psycopg/psycopg 3.3.4, psycopg/psycopg/_preparing.py",
};

}  // namespace poolprobe::drivers
