#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "prepare: :named (default)", .habit = habit::named_statements},
    {.id = "unnamed",
     .setting = "prepare: :unnamed (in the Repo's configuration, not in the URL)",
     .habit = habit::unnamed_one_sync},
};

}  // namespace

/// Closes a name before it parses it: no clash is ever reported, the other client's statement is replaced.
extern constexpr driver ecto{
    .id = "ecto",
    .name = "Ecto (Postgrex)",
    .language = "Elixir",
    .configs = configs,
    .source = "elixir-ecto/postgrex 0.22.2, lib/postgrex/protocol.ex",
};

}  // namespace poolprobe::drivers
