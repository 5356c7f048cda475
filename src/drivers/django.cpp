#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::simple_query},
    {.id = "server-side-binding",
     .setting = "OPTIONS={\"server_side_binding\": True} (psycopg 3)",
     .habit = habit::unnamed_one_sync},
};

}  // namespace

/// On psycopg 2 and on psycopg 3 the parameters go into the text; `prepare_threshold` is None unless OPTIONS
/// say otherwise.
extern constexpr driver django{
    .id = "django",
    .name = "Django",
    .language = "Python",
    .configs = configs,
    .source = "django/django 5.x, django/db/backends/postgresql/base.py",
};

}  // namespace poolprobe::drivers
