#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// The page of a probe for its user: probes/*.md, embedded at build time. It begins
///
///     # PP101 prepared/duplicate-name
///
///     <!-- Must hold: what the probe's row says -->
struct probe_page {
  std::string_view code;
  std::string_view id;
  std::string_view requirement;  ///< what must hold
  std::string_view text;         ///< in Markdown of at most 80 columns, without that comment
};

/// All pages, in the order of their codes, which is that of every list of probes.
[[nodiscard]] std::span<probe_page const> all_probe_pages();

/// The page of the probe of that code, or null.
[[nodiscard]] probe_page const* find_probe_page(std::string_view code);

}  // namespace poolprobe
