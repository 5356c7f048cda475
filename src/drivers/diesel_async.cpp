#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "tokio-postgres' prepare: every query is named from its first use, from a counter of the process",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::per_process, "s{}", 0},
     .connect = "Q(SET) Q(SET)"},
};

}  // namespace

/// On tokio-postgres, with a cache of statements of its own.
extern constexpr driver diesel_async{
    .id = "diesel-async",
    .name = "diesel-async",
    .language = "Rust",
    .configs = configs,
    .source = "weiznich/diesel_async, src/pg/mod.rs",
};

}  // namespace poolprobe::drivers
