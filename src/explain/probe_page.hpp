#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// The page of a probe for its user: probes/*.md, embedded at build time, in Markdown of at most 80 columns.
struct probe_page {
  std::string_view code;  ///< from its first heading, "# PP101 prepared/duplicate-name"
  std::string_view text;
};

/// All pages, in the order of their file names.
[[nodiscard]] std::span<probe_page const> all_probe_pages();

/// The page of the probe of that code, or null.
[[nodiscard]] probe_page const* find_probe_page(std::string_view code);

}  // namespace poolprobe
