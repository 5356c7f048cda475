#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe::bench {

/// The highest n of the parameters $n in a statement; a $n in a string, quoted name or comment does not count
/// (PostgreSQL documentation, "Lexical Structure").
[[nodiscard]] std::size_t highest_placeholder(std::string_view sql);

/// The statement as sent by a driver that puts parameters into the text: as quoted literals.
[[nodiscard]] std::string with_literals(std::string_view sql, std::vector<std::string> const& values);

}  // namespace poolprobe::bench
