#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/outcome.hpp"
#include "reports/registry.hpp"

namespace poolprobe {

/// What a piece of text is for; the colour follows from it. Colour never carries meaning alone.
enum class text_color { plain, strong, faint, good, bad, leak, wrong, loss, unsure };

/// The signs of the screen that are not letters, in UTF-8 or in ASCII.
struct sign_set {
  std::string_view bar;      ///< left edge of a detail
  std::string_view bullet;   ///< in front of an item of a list
  std::string_view arrow;    ///< from what was seen to what it means
  std::string_view nothing;  ///< where a table has no figure
  std::string_view between;  ///< facts of one line
};

/// The look of one screen: options turned into signs and colours.
class text_style {
 public:
  explicit text_style(render_options const& options) : options_(options) {}

  [[nodiscard]] bool verbose() const { return options_.verbose > 0; }
  /// Whether messages are shown.
  [[nodiscard]] bool transcripts() const { return options_.verbose > 1 || options_.in_full; }
  [[nodiscard]] bool in_full() const { return options_.in_full; }
  [[nodiscard]] bool ascii() const { return options_.ascii; }
  /// Columns to use; narrower terminals than 40 get lines of 40.
  [[nodiscard]] std::size_t width() const;
  [[nodiscard]] sign_set const& signs() const;

  /// A mark per outcome: all of one width, each of another shape.
  [[nodiscard]] std::string_view mark(outcome) const;
  [[nodiscard]] static text_color color_of(outcome);
  /// The mark of what does not work and is not required: the same shape, hollow, and in no alarming colour.
  [[nodiscard]] std::string_view mark_if_used(outcome) const;
  [[nodiscard]] static text_color color_if_used(outcome);

  /// `text` made safe (see printable_text.hpp); what every text on the screen goes through.
  [[nodiscard]] std::string safe(std::string_view text) const;
  /// A safe text in its colour, or as it is where there are no colours.
  [[nodiscard]] std::string paint(std::string_view safe_text, text_color) const;

 private:
  render_options options_;
};

}  // namespace poolprobe
