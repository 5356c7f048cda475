#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// The properties of pgjdbc that neither change how it prepares statements nor are libpq's under another
/// name. Source: PGProperty.java of pgjdbc 42.7.13.
[[nodiscard]] std::span<std::string_view const> pgjdbc_properties();

}  // namespace poolprobe
