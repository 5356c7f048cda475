#pragma once

#include <string>
#include <string_view>

namespace poolprobe::trace {

/// The text without its comments, white space as single spaces, 1 for every number and '' for every plain
/// string, and once only what stands in a list several times in a row. Two texts of one shape have the same
/// parse tree but for constants and for elements of lists that repeat, so the parser must see one of them
/// only; and a long list of values is a short one for it. From what is harder to scan (backslashes in
/// strings, dollar quotes, U&) the text stays as it is to its end, which makes more shapes, never wrong ones.
[[nodiscard]] std::string statement_shape_of(std::string_view sql);

}  // namespace poolprobe::trace
