#pragma once

#include <string>
#include <vector>

#include "reports/text_block.hpp"

namespace poolprobe {

/// A line of figures, or of a word where there are none.
struct figure_row {
  std::string name;
  std::vector<std::string> also;     ///< other names of the same, below it
  cell word;                         ///< beside the name; without figures it may take the whole line
  std::vector<std::string> figures;  ///< as many as there are headings, or none
};

struct figure_headings {
  std::string name;
  std::string word;
  std::vector<std::string> figures;
};

/// Names to the left, figures to the right, in columns as wide as they need to be. A name that is too long
/// for the screen stands alone, with its figures below.
[[nodiscard]] text_block figure_table(figure_headings const&, std::vector<figure_row> const&,
                                      text_style const&);

}  // namespace poolprobe
