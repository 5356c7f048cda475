#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view promoted = "4 x [P() B D(P) E S] then P({}) B D(P) E S afterwards B E S";
constexpr std::string_view at_once = "P({}) B D(P) E S afterwards B E S";
constexpr std::string_view unnamed = "P() B D(P) E S";
constexpr statement_names names{naming::per_connection, "S_{}", 1};
constexpr statement_release release{statement_release::when::evicted, "C(S {}) S"};
constexpr transaction_control named_ends{.commit = "P({}) B E S afterwards B E S",
                                         .rollback = "P({}) B E S afterwards B E S"};
constexpr transaction_control unnamed_ends{.commit = "P() B E S", .rollback = "P() B E S"};
constexpr retry_rule retry{"26000"};
constexpr std::string_view use_of_cursor = "statement.setFetchSize(2), autocommit off";
constexpr std::string_view use_of_batch = "statement.addBatch()";
constexpr driver_feature cursor{.group = feature_group::cursors,
                                .use = use_of_cursor,
                                .script = "P() B D(P) E(2) S E(2) S E(2) S",
                                .in_block = true};
/// Named at once, below the threshold too.
constexpr driver_feature named_batch{
    .group = feature_group::batches,
    .use = use_of_batch,
    .script = "P({}) B D(P) E B D(P) E B D(P) E S afterwards B D(P) E B D(P) E B D(P) E S"};
constexpr driver_feature features[] = {cursor, named_batch};
constexpr driver_feature named_features[] = {{.group = feature_group::cursors,
                                              .use = use_of_cursor,
                                              .script = "P({}) B D(P) E(2) S E(2) S E(2) S",
                                              .in_block = true},
                                             named_batch};
constexpr driver_feature unnamed_features[] = {cursor,
                                               {.group = feature_group::batches,
                                                .use = use_of_batch,
                                                .script = "P() B D(P) E P() B D(P) E P() B D(P) E S"}};
constexpr startup_setting search_path[] = {{"search_path", "public"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "prepareThreshold=5 (default)",
     .why = "a query is named at its fifth execution, COMMIT and ROLLBACK at the first",
     .script = promoted,
     .names = names,
     .transaction = named_ends,
     .release = release,
     .connect = "Q(SET application_name)",
     .retry = retry,
     .proved = "pgjdbc 42.7.13",
     .features = features},
    {.id = "threshold-0",
     .setting = "prepareThreshold=0",
     .url = "jdbc:postgresql://...?prepareThreshold=0",
     .since = "pgjdbc 42.1.4",
     .effect = effect::fixes,
     .why = "no statement is named",
     .script = unnamed,
     .transaction = unnamed_ends,
     .connect = "Q(SET application_name)",
     .proved = "pgjdbc 42.7.13",
     .features = unnamed_features},
    {.id = "threshold-1",
     .setting = "prepareThreshold=1",
     .url = "jdbc:postgresql://...?prepareThreshold=1",
     .effect = effect::trap,
     .why = "names at the first execution: the opposite of 0",
     .script = at_once,
     .names = names,
     .transaction = named_ends,
     .release = release,
     .connect = "Q(SET application_name)",
     .retry = retry,
     .proved = "pgjdbc 42.7.13",
     .features = named_features},
    {.id = "simple",
     .setting = "preferQueryMode=simple",
     .url = "jdbc:postgresql://...?preferQueryMode=simple",
     .since = "pgjdbc 9.4.1211",
     .effect = effect::fixes,
     .why = "the parameters go into the text",
     .script = "Q",
     .connect = "Q(SET application_name)",
     .proved = "pgjdbc 42.7.13"},
    {.id = "extended-for-prepared",
     .setting = "preferQueryMode=extendedForPrepared",
     .url = "jdbc:postgresql://...?preferQueryMode=extendedForPrepared",
     .effect = effect::trap,
     .why = "changes what Statement sends; PreparedStatement is named as before",
     .script = promoted,
     .names = names,
     .transaction = named_ends,
     .release = release,
     .connect = "Q(SET application_name)",
     .retry = retry,
     .proved = "pgjdbc 42.7.13",
     .features = features},
    {.id = "no-cache",
     .setting = "preparedStatementCacheQueries=0",
     .url = "jdbc:postgresql://...?preparedStatementCacheQueries=0",
     .effect = effect::trap,
     .why =
         "COMMIT and ROLLBACK are named all the same, and so is a PreparedStatement that the program keeps",
     .script = unnamed,
     .names = names,
     .transaction = named_ends,
     .release = release,
     .connect = "Q(SET application_name)",
     .retry = retry,
     .proved = "pgjdbc 42.7.13",
     .features = features},
    {.id = "current-schema",
     .setting = "currentSchema and prepareThreshold=0",
     .url = "jdbc:postgresql://...?prepareThreshold=0&currentSchema=app",
     .effect = effect::trap,
     .why = "sent as the startup parameter search_path",
     .script = unnamed,
     .transaction = unnamed_ends,
     .connect = "Q(SET application_name)",
     .startup = search_path,
     .proved = "pgjdbc 42.7.13",
     .features = unnamed_features},
    {.id = "hibernate",
     .setting = "Hibernate 5 and 6 as they come",
     .why = "autocommit is off in every session: each unit of work is a block, and its COMMIT is named",
     .script = promoted,
     .names = names,
     .transaction = {.commit = named_ends.commit, .rollback = named_ends.rollback, .always = true},
     .release = release,
     .connect = "Q(SET application_name)",
     .retry = retry,
     .source = "traffic of Hibernate 6.6.30",
     .features = features},
};

}  // namespace

/// Unnamed for four executions, named from the fifth; with autocommit off COMMIT is named from the first.
extern constexpr driver pgjdbc{
    .id = "pgjdbc",
    .name = "pgjdbc",
    .language = "Java",
    .configs = configs,
    .source = "pgjdbc/pgjdbc 42.7.13, core/v3/QueryExecutorImpl.java and jdbc/PgStatement.java",
    .unknown_key = unknown_key::ignored,
    .note =
        "Outside a block it tries once more when a statement is gone (26000), not when its name is in use "
        "(42P05).",
    .unasked_answer = "an exception without words",
};

}  // namespace poolprobe::drivers
