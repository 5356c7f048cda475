#pragma once

#include <string>
#include <string_view>

#include "reports/registry.hpp"

namespace poolprobe {

/// Markdown for a terminal: paragraphs and lists wrapped to the width, code as it is, headings strong (their
/// marks go where there is colour). Knows what our own pages use and no more.
[[nodiscard]] std::string render_markdown_screen(std::string_view markdown, render_options const&);

}  // namespace poolprobe
