#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conninfo/setting.hpp"

namespace poolprobe {

/// Splits "host=... dbname=..." by the rules of libpq's conninfo_parse (values in single quotes, backslash
/// escapes, spaces around '=' allowed). libpq itself would refuse the keys of drivers, and repeat in its
/// errors what it was given.
[[nodiscard]] std::vector<setting> parse_keyword_string(std::string_view text);

/// One pair as that reads it: values with spaces, quotes or backslashes, and empty ones, in single quotes.
/// `also_quoted`: other characters that need quotes.
[[nodiscard]] std::string keyword_pair(std::string_view key, std::string_view value,
                                       std::string_view also_quoted = {});

}  // namespace poolprobe
