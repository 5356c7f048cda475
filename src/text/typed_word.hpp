#pragma once

#include <span>
#include <string>
#include <string_view>

/// How a message names what the user typed where a name, a number or a time is wanted.
namespace poolprobe {

/// The word in quotes; empty where a message must not repeat it, as it may be a connection text, a part of
/// one, a secret, or no word at all: only up to 40 letters, digits and . _ : / , + - are repeated.
[[nodiscard]] std::string quoted_if_safe(std::string_view typed);

/// `what "typed"`, or `what` alone, without the colon that it may end in.
[[nodiscard]] std::string naming(std::string_view what, std::string_view typed);

/// `wanted, not "typed"`, or `wanted` alone.
[[nodiscard]] std::string instead_of(std::string_view wanted, std::string_view typed);

/// "did you mean a, b or c?"; empty where there is none.
[[nodiscard]] std::string did_you_mean(std::span<std::string const> meant);

}  // namespace poolprobe
