#include "drivers/driver.hpp"
#include "drivers/psycopg_generations.hpp"

namespace poolprobe::drivers {
namespace {

constexpr transaction_control blocks{.always = true, .after_rollback = "Q(DEALLOCATE ALL)"};
constexpr driver_feature cursor{.group = feature_group::cursors,
                                .use = "connection.cursor(name)",
                                .script =
                                    "Q(DECLARE poolprobe CURSOR FOR SELECT 1) 3 x [Q(FETCH FORWARD 2 FROM "
                                    "poolprobe)] Q(CLOSE poolprobe)",
                                .in_block = true};
constexpr driver_feature named_features[] = {cursor,
                                             {.group = feature_group::batches,
                                              .use = "cursor.executemany(query, rows)",
                                              .script = psycopg::named_batch}};
constexpr driver_feature unnamed_features[] = {cursor,
                                               {.group = feature_group::batches,
                                                .use = "cursor.executemany(query, rows)",
                                                .script = psycopg::unnamed_batch}};

constexpr std::string_view old_libpq_why =
    "the hundred and first statement deallocates the first by SQL, which a pooler's own names defeat; "
    "conn.prepared_max = None avoids it";

constexpr driver_config usual =
    psycopg::newest_generation({.id = "",
                                .setting = "prepare_threshold=5 (default)",
                                .why = "a query is named when it is executed for the sixth time",
                                .script = psycopg::promoted,
                                .names = psycopg::names,
                                .transaction = blocks,
                                .proved = "psycopg 3.2.3 and 3.3.9",
                                .features = named_features});
constexpr driver_config zero =
    psycopg::newest_generation({.id = "zero",
                                .setting = "prepare_threshold=0",
                                .code = "psycopg.connect(conninfo, prepare_threshold=0)",
                                .effect = effect::trap,
                                .why = "prepares at the first execution: the opposite of None",
                                .script = psycopg::at_once,
                                .names = psycopg::names,
                                .transaction = blocks,
                                .proved = "psycopg 3.2.3",
                                .features = named_features});

constexpr driver_config configs[] = {
    usual,
    {.id = "none",
     .setting = "prepare_threshold=None",
     .code = "psycopg.connect(conninfo, prepare_threshold=None); ConnectionPool(conninfo, "
             "kwargs={\"prepare_threshold\": None})",
     .since = "psycopg 3.1 (as an attribute of the connection 3.0)",
     .effect = effect::fixes,
     .why = "no statement is named",
     .script = psycopg::unnamed,
     .transaction = blocks,
     .proved = "psycopg 3.2.3 and 3.3.9",
     .features = unnamed_features},
    zero,
    psycopg::older_generation(zero, "zero-old-libpq",
                              "prepare_threshold=0 (psycopg before 3.2, or libpq before 17)",
                              psycopg::why_at_once),
    {.id = "client-cursor",
     .setting = "cursor_factory=ClientCursor",
     .code = "psycopg.connect(conninfo, cursor_factory=psycopg.ClientCursor)",
     .since = "psycopg 3.1",
     .effect = effect::fixes,
     .why = "the parameters go into the text",
     .script = "Q",
     .transaction = blocks,
     .proved = "psycopg 3.2.3",
     .features = unnamed_features},
    psycopg::older_generation(usual, "old-libpq",
                              "prepare_threshold=5 (psycopg before 3.2, or libpq before 17)", old_libpq_why,
                              "3.1.20"),
    {.id = "before-3.1.20",
     .setting = "prepare_threshold=5 (psycopg before 3.1.20)",
     .effect = effect::trap,
     .why = "what has no parameters is unnamed too, and not a simple query: BEGIN, COMMIT, DEALLOCATE",
     .script = psycopg::promoted,
     .names = psycopg::names,
     .transaction = {.begin = psycopg::unnamed,
                     .commit = psycopg::unnamed,
                     .rollback = psycopg::unnamed,
                     .always = true,
                     .after_rollback = "Q(DEALLOCATE ALL)"},
     .release = psycopg::deallocate,
     .source = "traffic of psycopg 3.1.18 and 3.1.19",
     .features = named_features,
     .holds_for = {"psycopg", "", "3.1.20"},
     .generation_of = ""},
};

}  // namespace

/// Unnamed for the first five executions of a query, a named statement from the sixth.
extern constexpr driver psycopg3{
    .id = "psycopg3",
    .name = "psycopg 3",
    .language = "Python",
    .configs = configs,
    .source = "psycopg/psycopg 3.3.4, psycopg/psycopg/_preparing.py",
    .unknown_key = unknown_key::refused,
    .note =
        "executemany() prepares at once unless prepare_threshold is None. In a connection string libpq "
        "refuses the key.",
};

}  // namespace poolprobe::drivers
