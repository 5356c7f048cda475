#pragma once

#include <array>
#include <span>
#include <string_view>

namespace poolprobe::testing {

/// What one pool of one server must show: a row of the table in matrix.cpp.
struct cell {
  std::string_view server;  ///< "pgbouncer 1.18", "postgres 17"
  std::string_view pool;    ///< database of the lab; "app" is PostgreSQL itself
  int exit_code;
  std::string_view product;
  std::string_view version;  ///< what poolprobe can know of it; "" for none
  std::string_view pool_mode;
  std::string_view prepared_statements;
  std::array<std::string_view, 7>
      outcomes;  ///< in the order of `probes`; with the SQLSTATE where there is one
};

/// The probes, in the order of a row's outcomes.
[[nodiscard]] std::span<std::string_view const> matrix_probes();
/// Every cell that the tests observe.
[[nodiscard]] std::span<cell const> matrix();

}  // namespace poolprobe::testing
