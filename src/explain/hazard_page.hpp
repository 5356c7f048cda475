#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// The page of a hazard for its user: src/trace/pages/*.md, embedded at build time, in Markdown of at most 80
/// columns.
struct hazard_page {
  std::string_view code;  ///< from its first heading, "# TR101 prepared/reused-name"
  std::string_view text;
};

/// All pages, in the order of their codes.
[[nodiscard]] std::span<hazard_page const> all_hazard_pages();

/// The page of that code, or null.
[[nodiscard]] hazard_page const* find_hazard_page(std::string_view code);

}  // namespace poolprobe
