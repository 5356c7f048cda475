#include "reports/printable_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace poolprobe {
namespace {

/// One character of the input; `valid` is false for a byte that starts no UTF-8 sequence.
struct character {
  char32_t point = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The four shapes of a UTF-8 sequence, known by its first byte (RFC 3629).
struct shape {
  std::uint8_t mask;
  std::uint8_t bits;
  std::size_t bytes;
  char32_t least;  ///< smaller values in this shape are overlong, hence invalid
};
constexpr std::array<shape, 4> shapes{
    {{0x80, 0x00, 1, 0x0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}}};

struct range {
  char32_t first;
  char32_t last;
};

/// Characters that act on the terminal or on the order of the text instead of being seen.
constexpr std::array<range, 9> acting{{{0x00, 0x1F},          // C0 controls
                                       {0x7F, 0x9F},          // DEL and C1 controls, 0x9B opens a sequence
                                       {0x061C, 0x061C},      // Arabic letter mark
                                       {0x200B, 0x200F},      // zero width, direction marks
                                       {0x2028, 0x202E},      // line separators, direction overrides
                                       {0x2060, 0x206F},      // invisible operators, direction isolates
                                       {0xFEFF, 0xFEFF},      // byte order mark
                                       {0xFFF9, 0xFFFB},      // interlinear annotation
                                       {0xE0000, 0xE0FFF}}};  // tags

character decode(std::string_view text) {
  auto const byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  for (auto const& candidate : shapes) {
    if ((byte(0) & candidate.mask) != candidate.bits || text.size() < candidate.bytes) continue;
    char32_t point = static_cast<std::uint8_t>(byte(0) & static_cast<std::uint8_t>(~candidate.mask));
    for (std::size_t at = 1; at < candidate.bytes; ++at) {
      if ((byte(at) & 0xC0) != 0x80) return {};
      point = (point << 6) | (byte(at) & 0x3F);
    }
    bool const surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < candidate.least || point > 0x10FFFF || surrogate) return {};
    return {.point = point, .bytes = candidate.bytes, .valid = true};
  }
  return {};
}

std::string escaped(char32_t point) {
  switch (point) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  auto const number = static_cast<std::uint32_t>(point);
  return number < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{{{:x}}}", number);
}

bool acts(char32_t point) {
  return std::any_of(acting.begin(), acting.end(),
                     [point](range const& span) { return point >= span.first && point <= span.last; });
}

}  // namespace

std::string printable(std::string_view text, bool ascii) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    auto const next = decode(text);
    if (!next.valid) {
      safe += ascii ? "?" : "\xEF\xBF\xBD";
    } else if (acts(next.point) || (ascii && next.point > 0x7E)) {
      safe += escaped(next.point);
    } else {
      safe += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  return safe;
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<std::uint8_t>(byte) & 0xC0) != 0x80; }));
}

std::string padded(std::string text, std::size_t width) {
  auto const used = display_width(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

}  // namespace poolprobe
