#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// The properties of pgjdbc that do not matter behind a pooler: they do not change how it prepares
/// statements, and none is a libpq parameter under another name. With this list an unknown key can be
/// distinguished from a known one. Source: PGProperty.java of pgjdbc 42.7.13.
[[nodiscard]] std::span<std::string_view const> harmless_pgjdbc_properties();

}  // namespace poolprobe
