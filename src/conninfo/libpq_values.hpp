#pragma once

#include <span>
#include <string_view>

#include "model/fatal.hpp"

namespace poolprobe {

/// The words that libpq takes for that parameter (PostgreSQL 18, "Parameter Key Words"); empty where it takes
/// any text, a number, or is not known.
[[nodiscard]] std::span<std::string_view const> words_of_parameter(std::string_view key);

/// What to say of a value that libpq does not take, and what it takes. A value of a connection text may be a
/// piece of a password: it is repeated only where it is close to one that exists.
[[nodiscard]] fatal unknown_value(std::string_view key, std::string_view value);

}  // namespace poolprobe
