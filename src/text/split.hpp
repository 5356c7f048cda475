#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

/// What stands between the separators, also where that is nothing; never empty. Parts of `text`.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// What stands between commas, without what is empty.
[[nodiscard]] std::vector<std::string> split_list(std::string_view list);

}  // namespace poolprobe
