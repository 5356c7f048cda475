#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

/// Two SETs, prepared and sent without waiting.
constexpr std::string_view asks =
    "P({}) D(S) S | B E S P({}) D(S) S | C(S {previous}) S B({}) E S | C(S {}) S";
constexpr driver_feature features[] = {
    {.group = feature_group::batches,
     .use = "queries that are asked without waiting",
     .script = "P({}) D(S) S | B E S B E S B E S afterwards B E S B E S B E S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "tokio-postgres' prepare: every query is named from its first use, from a counter of the process",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::per_process, "s{}", 0},
     .connect = asks,
     .proved = "diesel-async 0.6.1",
     .features = features},
};

}  // namespace

/// On tokio-postgres, with a cache of statements of its own.
extern constexpr driver diesel_async{
    .id = "diesel-async",
    .name = "diesel-async",
    .language = "Rust",
    .configs = configs,
    .source = "weiznich/diesel_async, src/pg/mod.rs",
    .unknown_key = unknown_key::refused,
    .text_read_by = "tokio-postgres",
    .unasked_answer = "unexpected message from server",
};

}  // namespace poolprobe::drivers
