#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::named_statements},
};

}  // namespace

/// Even a one-shot query is named, from a counter of the process, and takes three Syncs.
extern constexpr driver tokio_postgres{
    .id = "tokio-postgres",
    .name = "tokio-postgres",
    .language = "Rust",
    .configs = configs,
    .source = "sfackler/rust-postgres tokio-postgres 0.7.13, tokio-postgres/src/prepare.rs",
};

}  // namespace poolprobe::drivers
