#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr startup_setting search_path[] = {{"search_path", "public"}};

constexpr std::string_view pool_release = "DISCARD ALL";

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "Max Auto Prepare=0 (default)",
     .why = "no statement is named",
     .script = "P() B D(P) E S",
     .connect = "Q(types)",
     .give_back = pool_release},
    {.id = "auto-prepare",
     .setting = "Max Auto Prepare=20",
     .code = "Host=...;Max Auto Prepare=20",
     .effect = effect::trap,
     .why = "names a query at its fifth execution; the names are numbers of places that are used again for "
            "other queries",
     .script = "4 x [P() B D(P) E S] then P({}) B D(P) E S afterwards B E S",
     .names = {naming::per_connection, "_auto{}", 0},
     .connect = "Q(types)",
     .give_back = pool_release},
    {.id = "prepare",
     .setting = "command.Prepare()",
     .code = "await command.PrepareAsync()",
     .effect = effect::trap,
     .why = "names the statement for as long as the connection lives",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::per_connection, "_p{}", 1},
     .connect = "Q(types)",
     .give_back = pool_release},
    {.id = "search-path",
     .setting = "Search Path=app",
     .code = "Host=...;Search Path=app",
     .effect = effect::trap,
     .why = "sent as the startup parameter search_path",
     .script = "P() B D(P) E S",
     .connect = "Q(types)",
     .startup = search_path,
     .give_back = pool_release},
};

}  // namespace

/// Unnamed in one Sync, unless it is asked to prepare.
extern constexpr driver npgsql{
    .id = "npgsql",
    .name = "Npgsql",
    .language = "C#",
    .configs = configs,
    .source = "npgsql/npgsql v10.0.3, Internal/NpgsqlConnector.cs and PreparedStatementManager.cs",
    .unknown_key = unknown_key::refused,
    .note =
        "A connection that goes back to its pool sends DISCARD ALL before its next command, on whatever "
        "server connection it gets then: set No Reset On Close=true behind a pooler.",
};

}  // namespace poolprobe::drivers
