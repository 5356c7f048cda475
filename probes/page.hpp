#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// The page of a probe for its user: probes/*.md, embedded at build time, in Markdown of at most 80 columns.
struct page {
  std::string_view code;  ///< from its first heading, "# PP101 prepared/duplicate-name"
  std::string_view text;
};

/// All pages, in the order of their file names.
[[nodiscard]] std::span<page const> all_pages();

/// The page of the probe of that code, or null.
[[nodiscard]] page const* find_page(std::string_view code);

}  // namespace poolprobe
