#pragma once

#include <span>
#include <string_view>

namespace poolprobe::testing {

/// The kinds of pool that behave alike: the columns of the table in matrix.cpp.
enum class kind {
  direct,             ///< PostgreSQL itself
  session,            ///< PgBouncer, pool_mode=session
  plain_transaction,  ///< PgBouncer without tracking of prepared statements (1.18)
  plain_statement,
  plain_one,             ///< transaction mode, a pool of one server
  tracking_transaction,  ///< PgBouncer 1.24 and 1.26 as they come
  tracking_statement,
  tracking_one,
};
constexpr std::size_t kinds = 8;

/// A pool of a server, and what `check` must say of it.
struct cell {
  std::string_view server;  ///< "pgbouncer 1.18", "postgres 17"
  std::string_view pool;    ///< database of the lab; "app" is PostgreSQL itself
  testing::kind kind;
  int exit_code;
  std::string_view product;
  std::string_view version;  ///< what poolprobe can know of it; "" for none
  std::string_view pool_mode;
  std::string_view prepared_statements;
};

/// A row of the table: a probe, and its outcome in each kind of pool, with the SQLSTATE of a break.
struct expectation_row {
  std::string_view code;
  bool opt_in;  ///< skipped without --allow-ddl and --sacrificial
  std::string_view outcomes[kinds];

  [[nodiscard]] std::string_view in(kind k) const { return outcomes[static_cast<std::size_t>(k)]; }
};

/// Every cell that the tests observe.
[[nodiscard]] std::span<cell const> matrix();
/// What each probe must show, in registry order.
[[nodiscard]] std::span<expectation_row const> matrix_rows();

}  // namespace poolprobe::testing
