#pragma once

#include <string>
#include <string_view>

namespace poolprobe::trace {

/// The text without comments, white space as single spaces, 1 for every number and '' for every plain string,
/// and consecutive equal elements of a list only once. Two texts of one shape have the same parse tree except
/// for constants and repeated list elements, so the parser needs to read only one of them, and a long list of
/// values is a short one for it. From the first thing that is hard to scan (backslashes in strings, dollar
/// quotes, U&) the text stays as it is to its end, which makes more shapes, never wrong ones.
[[nodiscard]] std::string statement_shape_of(std::string_view sql);

}  // namespace poolprobe::trace
