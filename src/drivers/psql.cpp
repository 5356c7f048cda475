#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view use_of_batch = "\\startpipeline (psql 18 or later)";
constexpr driver_feature unnamed_features[] = {{.group = feature_group::batches,
                                                .use = use_of_batch,
                                                .script = "P() B D(P) E P() B D(P) E P() B D(P) E S"}};
constexpr driver_feature named_features[] = {
    {.group = feature_group::batches,
     .use = use_of_batch,
     .script = "P({}) S | B D(P) E B D(P) E B D(P) E S afterwards B D(P) E B D(P) E B D(P) E S"}};

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .why = "simple queries", .script = "Q", .proved = "psql 18.6"},
    {.id = "bind",
     .setting = "\\bind",
     .since = "psql 16",
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S",
     .proved = "psql 18.6",
     .features = unnamed_features},
    {.id = "parse",
     .setting = "\\parse and \\bind_named",
     .since = "psql 18",
     .effect = effect::trap,
     .why = "the statement is named, and used in a later transaction",
     .script = "P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"},
     .release = {statement_release::when::evicted, "C(S {}) S"},
     .proved = "psql 18.6",
     .features = named_features},
};

}  // namespace

/// Sends what is typed.
extern constexpr driver psql{
    .id = "psql",
    .name = "psql",
    .language = "C",
    .configs = configs,
    .source = "postgres/postgres 18, src/bin/psql/common.c",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
