#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view use_of_batch = "PQenterPipelineMode";
constexpr driver_feature cursor{
    .group = feature_group::cursors,
    .use = "DECLARE in a block",
    .script = "Q(DECLARE poolprobe CURSOR FOR SELECT 1) 3 x [Q(FETCH 2 FROM poolprobe)] Q(CLOSE poolprobe)",
    .in_block = true};
constexpr driver_feature cursors[] = {cursor};
constexpr driver_feature unnamed_features[] = {cursor,
                                               {.group = feature_group::batches,
                                                .use = use_of_batch,
                                                .script = "P() B D(P) E P() B D(P) E P() B D(P) E S"}};
constexpr driver_feature named_features[] = {
    cursor,
    {.group = feature_group::batches,
     .use = use_of_batch,
     .script = "P({}) S | B D(P) E B D(P) E B D(P) E S afterwards B D(P) E B D(P) E B D(P) E S"}};
constexpr driver_feature split_features[] = {
    cursor,
    {.group = feature_group::batches, .use = use_of_batch, .script = "P() B D(P) E B D(P) E B D(P) E S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "PQexec",
     .why = "simple queries",
     .script = "Q",
     .proved = "libpq 18.6",
     .features = cursors},
    {.id = "params",
     .setting = "PQexecParams",
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S",
     .proved = "libpq 18.6",
     .features = unnamed_features},
    {.id = "prepared",
     .setting = "PQprepare and PQexecPrepared",
     .effect = effect::trap,
     .why = "a named statement, as the program says",
     .script = "P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"},
     .release = {statement_release::when::evicted, "C(S {}) S"},
     .proved = "libpq 18.6",
     .features = named_features,
     .holds_for = {"libpq", "17", ""}},
    {.id = "prepared-before-17",
     .setting = "PQprepare and PQexecPrepared (libpq before 17)",
     .effect = effect::trap,
     .why =
         "the same, and there is no other way to give a statement up than DEALLOCATE, which a pooler's own "
         "names defeat",
     .script = "P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"},
     .release = {statement_release::when::evicted, "Q(deallocate {})"},
     .source = "traffic of libpq 15",
     .features = named_features,
     .holds_for = {"libpq", "", "17"},
     .generation_of = "prepared"},
    {.id = "unnamed-prepared",
     .setting = "PQprepare with an empty name",
     .effect = effect::trap,
     .why = "unnamed, but parsed and bound in different Syncs",
     .script = "P() S | B D(P) E S",
     .proved = "libpq 18.6",
     .features = split_features},
};

}  // namespace

/// What programs in C, and drivers that use libpq, send.
extern constexpr driver libpq{
    .id = "libpq",
    .name = "libpq",
    .language = "C",
    .configs = configs,
    .source = "postgres/postgres 18, src/interfaces/libpq/fe-exec.c",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
