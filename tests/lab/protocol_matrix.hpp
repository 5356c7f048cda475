#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe::testing {

/// One probe's row of the table in protocol_matrix.cpp: an outcome for each kind of cell.
struct protocol_row {
  std::string_view code;
  std::vector<std::string_view> outcomes;  ///< in the order of `protocol_kinds`
};

/// Cells that behave alike.
struct protocol_kind {
  std::string_view server;              ///< "pgbouncer 1.18"; "postgres" for any of them
  std::vector<std::string_view> pools;  ///< databases of the lab; "app" is PostgreSQL itself
};

[[nodiscard]] std::vector<protocol_kind> const& protocol_kinds();
[[nodiscard]] std::vector<protocol_row> const& protocol_matrix();

}  // namespace poolprobe::testing
