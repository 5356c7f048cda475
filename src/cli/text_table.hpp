#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/registry.hpp"

namespace poolprobe {

struct table_column {
  std::string_view key;           ///< of the JSON objects
  bool on_screen = true;          ///< a screen is narrow; JSON has every column
  std::string_view heading = {};  ///< empty: the key, in capitals
};

/// A list for the user, of our own texts.
struct table {
  std::vector<table_column> columns;
  std::vector<std::vector<std::string>> rows;

  table(std::vector<table_column> c, std::vector<std::vector<std::string>> r)
      : columns(std::move(c)), rows(std::move(r)) {}
};

/// With a heading, the last column wrapped to the width.
[[nodiscard]] std::string table_screen(table const&, render_options const&);

/// A heading and one line for each row, for grep and awk: the columns of the screen, what goes beyond 80
/// columns cut with "...".
[[nodiscard]] std::string table_lines(table const&);

/// An array of objects.
[[nodiscard]] std::string table_json(table const&);

}  // namespace poolprobe
