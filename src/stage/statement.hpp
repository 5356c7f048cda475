#pragma once

#include <string>
#include <vector>

namespace poolprobe {

/// A statement with its name ("" is the unnamed one) and the values for its parameters.
struct statement {
  std::string name;
  std::string sql;
  std::vector<std::string> parameters;
  std::string shown = {};  ///< what transcripts show instead of `sql`, where that is too long to read

  /// The same name with other SQL: what a second process of the same application does.
  [[nodiscard]] statement under_name_of(statement const& other) const {
    return {other.name, sql, parameters, shown};
  }
};

}  // namespace poolprobe
