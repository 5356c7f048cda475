#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conninfo/setting.hpp"

/// Connection strings that put semicolons between their parts.
namespace poolprobe {

/// Whether the text is Npgsql's: pairs of which one names the host in its words, and every key is one of its
/// keys. libpq's own strings have spaces between their pairs.
[[nodiscard]] bool looks_like_npgsql(std::string_view text);

/// Splits "Host=...;Port=..." by the rules of .NET's DbConnectionStringBuilder: keys in any case and with or
/// without spaces, values perhaps in quotes, which are doubled inside. Keys are spelled as Npgsql spells
/// them.
[[nodiscard]] std::vector<setting> parse_npgsql(std::string_view text);

/// One pair as that reads it: values with semicolons, quotes or spaces at an end, in double quotes.
[[nodiscard]] std::string npgsql_pair(std::string_view key, std::string_view value);

/// Splits what follows "pgsql:" or "dbi:Pg:". PDO and DBD::Pg make spaces of the semicolons, and give the
/// rest to libpq.
[[nodiscard]] std::vector<setting> parse_semicolons(std::string_view text);

}  // namespace poolprobe
