#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view promoted = "5 x [P() B D(P) E S] then P({}) S | B D(P) E S afterwards B D(P) E S";
constexpr std::string_view at_once = "P({}) S | B D(P) E S afterwards B D(P) E S";
constexpr std::string_view unnamed = "P() B D(P) E S";
constexpr statement_names names{naming::per_connection, "_pg3_{}", 0};
constexpr statement_release close{statement_release::when::evicted, "C(S {}) S"};
constexpr statement_release deallocate{statement_release::when::evicted, "Q(DEALLOCATE {})"};
constexpr transaction_control blocks{.always = true, .after_rollback = "Q(DEALLOCATE ALL)"};
constexpr std::string_view three_named =
    "P({}) B D(P) E B D(P) E B D(P) E S afterwards B D(P) E B D(P) E B D(P) E S";
constexpr driver_feature cursor{.group = feature_group::cursors,
                                .use = "connection.cursor(name)",
                                .script =
                                    "Q(DECLARE poolprobe CURSOR FOR SELECT 1) 3 x [Q(FETCH FORWARD 2 FROM "
                                    "poolprobe)] Q(CLOSE poolprobe)",
                                .in_block = true};
constexpr driver_feature named_features[] = {
    cursor,
    {.group = feature_group::batches, .use = "cursor.executemany(query, rows)", .script = three_named}};
constexpr driver_feature unnamed_features[] = {cursor,
                                               {.group = feature_group::batches,
                                                .use = "cursor.executemany(query, rows)",
                                                .script = "P() B D(P) E P() B D(P) E P() B D(P) E S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "prepare_threshold=5 (default)",
     .why = "a query is named when it is executed for the sixth time",
     .script = promoted,
     .names = names,
     .transaction = blocks,
     .release = close,
     .proved = "psycopg 3.2.3 and 3.3.9",
     .features = named_features,
     .holds_for = {"psycopg", "3.2", ""},
     .holds_also = {"libpq", "17", ""}},
    {.id = "none",
     .setting = "prepare_threshold=None",
     .code = "psycopg.connect(conninfo, prepare_threshold=None); ConnectionPool(conninfo, "
             "kwargs={\"prepare_threshold\": None})",
     .since = "psycopg 3.1 (as an attribute of the connection 3.0)",
     .effect = effect::fixes,
     .why = "no statement is named",
     .script = unnamed,
     .transaction = blocks,
     .proved = "psycopg 3.2.3 and 3.3.9",
     .features = unnamed_features},
    {.id = "zero",
     .setting = "prepare_threshold=0",
     .code = "psycopg.connect(conninfo, prepare_threshold=0)",
     .effect = effect::trap,
     .why = "prepares at the first execution: the opposite of None",
     .script = at_once,
     .names = names,
     .transaction = blocks,
     .release = close,
     .proved = "psycopg 3.2.3",
     .features = named_features,
     .holds_for = {"psycopg", "3.2", ""},
     .holds_also = {"libpq", "17", ""}},
    {.id = "zero-old-libpq",
     .setting = "prepare_threshold=0 (psycopg before 3.2, or libpq before 17)",
     .code = "psycopg.connect(conninfo, prepare_threshold=0)",
     .effect = effect::trap,
     .why = "prepares at the first execution, and deallocates the first of 101 statements by SQL",
     .script = at_once,
     .names = names,
     .transaction = blocks,
     .release = deallocate,
     .source = "psycopg/psycopg/_connection_base.py",
     .features = named_features,
     .holds_for = {"psycopg", "", "3.2"},
     .holds_also = {"libpq", "", "17"},
     .generation_of = "zero"},
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
    {.id = "old-libpq",
     .setting = "prepare_threshold=5 (psycopg before 3.2, or libpq before 17)",
     .effect = effect::trap,
     .why =
         "the hundred and first statement deallocates the first by SQL, which a pooler's own names defeat; "
         "conn.prepared_max = None avoids it",
     .script = promoted,
     .names = names,
     .transaction = blocks,
     .release = deallocate,
     .source = "psycopg/psycopg/_connection_base.py; psycopg#589, #773",
     .features = named_features,
     .holds_for = {"psycopg", "3.1.20", "3.2"},
     .holds_also = {"libpq", "", "17"},
     .generation_of = ""},
    {.id = "before-3.1.20",
     .setting = "prepare_threshold=5 (psycopg before 3.1.20)",
     .effect = effect::trap,
     .why = "what has no parameters is unnamed too, and not a simple query: BEGIN, COMMIT, DEALLOCATE",
     .script = promoted,
     .names = names,
     .transaction = {.begin = unnamed,
                     .commit = unnamed,
                     .rollback = unnamed,
                     .always = true,
                     .after_rollback = "Q(DEALLOCATE ALL)"},
     .release = deallocate,
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
