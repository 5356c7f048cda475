#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

/// Makes texts safe for a page of GitHub-flavoured Markdown: they are shown literally, do not affect a
/// terminal, and do not become HTML, links or mentions of people.
class markdown_text {
 public:
  explicit markdown_text(bool ascii) : ascii_(ascii) {}

  /// A sentence, in a paragraph, an item or a cell of a table.
  [[nodiscard]] std::string prose(std::string_view) const;
  /// A name, a statement: as code. Safe in a cell of a table, too.
  [[nodiscard]] std::string code(std::string_view) const;

  /// A line of a table from cells that are safe.
  [[nodiscard]] static std::string row(std::vector<std::string> const& cells);
  /// The line below the headings; so many columns to the left, the others to the right.
  [[nodiscard]] static std::string ruler(std::size_t left, std::size_t right);

 private:
  bool ascii_;
};

}  // namespace poolprobe
