#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe::bench {

/// The highest n of the parameters $n in a statement; those in strings, quoted names and comments are none
/// (PostgreSQL documentation, "Lexical Structure").
[[nodiscard]] std::size_t highest_placeholder(std::string_view sql);

/// The statement as a driver sends it that puts parameters into the text: as quoted literals.
[[nodiscard]] std::string with_literals(std::string_view sql, std::vector<std::string> const& values);

}  // namespace poolprobe::bench
