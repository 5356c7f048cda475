#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

/// The query for the backend, which every step contains. It uses the unnamed statement, so that nothing
/// remains.
inline constexpr std::string_view backend_sql = "select pg_backend_pid()";

/// A statement with its name ("" is the unnamed one) and the values for its parameters.
struct statement {
  std::string name;
  std::string sql;
  std::vector<std::string> parameters;
  /// The values of each Bind of a script with several; `parameters` is not used then.
  std::vector<std::vector<std::string>> series = {};
  std::string shown = {};  ///< what transcripts show instead of `sql`, where that is too long to read
  std::string data = {};   ///< what each CopyData carries, and the reason of CopyFail

  /// The same name with other SQL, as a second process of the same application may use it.
  [[nodiscard]] statement under_name_of(statement const& other) const {
    return {other.name, sql, parameters, series, shown, data};
  }
};

}  // namespace poolprobe
