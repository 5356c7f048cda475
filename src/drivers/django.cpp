#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "the parameters go into the text, on psycopg 2 and on psycopg 3",
     .script = "Q",
     .proved = "Django 5.2.19 with psycopg 3.2.3"},
    {.id = "server-side-binding",
     .setting = "server_side_binding",
     .code = "DATABASES[\"default\"][\"OPTIONS\"] = {\"server_side_binding\": True}",
     .since = "Django 4.2 with psycopg 3",
     .why = "unnamed statements",
     .script = "P() B D(P) E S",
     .proved = "Django 5.2.19 with psycopg 3.2.3"},
    {.id = "prepare-threshold",
     .setting = "server_side_binding and prepare_threshold=5",
     .code =
         "DATABASES[\"default\"][\"OPTIONS\"] = {\"server_side_binding\": True, \"prepare_threshold\": 5}",
     .since = "Django 4.2 with psycopg 3",
     .effect = effect::trap,
     .why = "names a query at its sixth execution",
     .script = "5 x [P() B D(P) E S] then P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::per_connection, "_pg3_{}", 0},
     .proved = "Django 5.2.19 with psycopg 3.2.3"},
};

}  // namespace

/// Outside of atomic() every query stands alone; `prepare_threshold` is None unless OPTIONS say otherwise.
extern constexpr driver django{
    .id = "django",
    .name = "Django",
    .language = "Python",
    .configs = configs,
    .source = "django/django 5.x, django/db/backends/postgresql/base.py",
    .note =
        "A connection to a server of another time zone begins with set_config('TimeZone', ...), which other "
        "clients of the server connection inherit. QuerySet.iterator() outside of atomic() uses a cursor "
        "WITH HOLD, which the next fetch does not "
        "find (34000): set DISABLE_SERVER_SIDE_CURSORS.",
};

}  // namespace poolprobe::drivers
