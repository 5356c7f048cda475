#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace poolprobe {

/// The page of a Prisma error code ("P2024"), found in a text by the code itself or by Prisma's message for
/// it. A name between double quotes is none: Bun SQL names statements `P7`. nullopt where there is none.
[[nodiscard]] std::optional<std::string> prisma_code_page(std::string_view text);

}  // namespace poolprobe
