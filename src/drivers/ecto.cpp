#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "prepare: :named (default)",
     .why = "every query is named from its first use; the name is closed first, so that another client's is "
            "replaced without an error",
     .script = "C(S {}) P({}) D(S) H | B E S afterwards B E S",
     .names = {naming::per_process, "ecto_{}", 1},
     .connect = "Q(types)"},
    {.id = "unnamed",
     .setting = "prepare: :unnamed",
     .code = "config :my_app, MyApp.Repo, prepare: :unnamed",
     .effect = effect::fixes,
     .why = "no statement is named",
     .script = "P() D(S) H | B E C(S) S",
     .connect = "Q(types)"},
    {.id = "url",
     .setting = "?prepare=unnamed",
     .url = "ecto://...?prepare=unnamed",
     .effect = effect::trap,
     .why = "arrives as text and fails in Postgrex; only the configuration of the Repo takes it",
     .script = "C(S {}) P({}) D(S) H | B E S afterwards B E S",
     .names = {naming::per_process, "ecto_{}", 1},
     .connect = "Q(types)"},
};

}  // namespace

/// Closes the name before it parses it, so there is no name clash; it replaces the statement of another
/// client.
extern constexpr driver ecto{
    .id = "ecto",
    .name = "Ecto (Postgrex)",
    .language = "Elixir",
    .configs = configs,
    .source = "elixir-ecto/postgrex 0.22.2, lib/postgrex/protocol.ex",
    .unknown_key = unknown_key::ignored,
};

}  // namespace poolprobe::drivers
