#include "drivers/driver.hpp"
#include "drivers/psycopg_generations.hpp"

namespace poolprobe::drivers {
namespace {

/// Outside of atomic() a cursor WITH HOLD.
constexpr driver_feature cursor{.group = feature_group::cursors,
                                .use = "QuerySet.iterator()",
                                .script = "P() B D(P) E S D(P) S 4 x [Q(FETCH FORWARD 2)] Q(CLOSE)",
                                .probe = "PP204"};
constexpr std::string_view use_of_many = "cursor.executemany(query, rows)";
constexpr driver_feature features[] = {
    cursor, {.group = feature_group::batches, .use = use_of_many, .script = psycopg::unnamed_batch}};
constexpr driver_feature named_features[] = {
    cursor, {.group = feature_group::batches, .use = use_of_many, .script = psycopg::named_batch}};
constexpr driver_feature psycopg2_features[] = {{.group = feature_group::cursors,
                                                 .use = "QuerySet.iterator()",
                                                 .script = "Q(DECLARE) 4 x [Q(FETCH FORWARD 2)] Q(CLOSE)",
                                                 .probe = "PP204"}};

constexpr driver_config with_threshold = psycopg::newest_generation(
    {.id = "prepare-threshold",
     .setting = "server_side_binding and prepare_threshold=5",
     .code =
         "DATABASES[\"default\"][\"OPTIONS\"] = {\"server_side_binding\": True, \"prepare_threshold\": 5}",
     .since = "Django 4.2 with psycopg 3",
     .effect = effect::trap,
     .why = "names a query at its sixth execution",
     .script = psycopg::promoted,
     .names = psycopg::names,
     .proved = "Django 5.2.19 with psycopg 3.2.3",
     .features = named_features});

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "the parameters go into the text, on psycopg 2 and on psycopg 3",
     .script = "Q",
     .proved = "Django 5.2.19 with psycopg 3.2.3",
     .features = features,
     .holds_for = {"Django", "5.0", ""}},
    {.id = "server-side-binding",
     .setting = "server_side_binding",
     .code = "DATABASES[\"default\"][\"OPTIONS\"] = {\"server_side_binding\": True}",
     .since = "Django 4.2 with psycopg 3",
     .why = "unnamed statements",
     .script = psycopg::unnamed,
     .proved = "Django 5.2.19 with psycopg 3.2.3",
     .features = features},
    with_threshold,
    psycopg::older_generation(
        with_threshold, "prepare-threshold-old-libpq",
        "server_side_binding and prepare_threshold=5 (psycopg before 3.2, or libpq before 17)",
        psycopg::why_promoted),
    {.id = "before-5.0",
     .setting = "default (Django 4.2)",
     .why = "the parameters go into the text; a new connection sets its time zone",
     .script = "Q",
     .connect = "Q(SELECT set_config)",
     .source = "traffic of Django 4.2.16 with psycopg 3.1.18",
     .features = features,
     .holds_for = {"Django", "4.2", "5.0"},
     .generation_of = ""},
    {.id = "before-4.2",
     .setting = "default (Django before 4.2)",
     .why = "the parameters go into the text, on psycopg 2; a new connection sets its time zone",
     .script = "Q",
     .connect = "Q(SET TIME ZONE)",
     .source = "traffic of Django 3.2.25 with psycopg 2",
     .features = psycopg2_features,
     .holds_for = {"Django", "", "4.2"},
     .generation_of = ""},
};

}  // namespace

/// Outside of atomic() every query is a transaction of its own; `prepare_threshold` is None unless OPTIONS
/// say otherwise.
extern constexpr driver django{
    .id = "django",
    .name = "Django",
    .language = "Python",
    .configs = configs,
    .source = "django/django 5.x, django/db/backends/postgresql/base.py",
    .unknown_key = unknown_key::refused,
    .note =
        "A connection to a server of another time zone begins with set_config('TimeZone', ...), which other "
        "clients of the server connection inherit. QuerySet.iterator() outside of atomic() uses a cursor "
        "WITH HOLD, which the next fetch does not "
        "find (34000): set DISABLE_SERVER_SIDE_CURSORS.",
};

}  // namespace poolprobe::drivers
