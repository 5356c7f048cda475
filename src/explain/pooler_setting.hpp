#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// A setting of PgBouncer's that decides what works behind it.
struct pooler_setting {
  std::string_view name;
  std::string_view standard;  ///< its default
  std::string_view text;      ///< what it does and what that means, in Markdown of at most 80 columns
  std::span<std::string_view const> probes = {};  ///< codes; may be empty
};

[[nodiscard]] std::span<pooler_setting const> pooler_settings();

}  // namespace poolprobe
