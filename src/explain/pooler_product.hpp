#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// A pooler: how it treats what matters here, and what its own errors look like.
struct pooler_product {
  std::string_view id;                      ///< as reports say it: "pgpool"
  std::span<std::string_view const> words;  ///< what else it goes by, and settings of its own
  std::string_view text;  ///< in Markdown of at most 80 columns; says how each thing is known
};

[[nodiscard]] std::span<pooler_product const> pooler_products();

}  // namespace poolprobe
