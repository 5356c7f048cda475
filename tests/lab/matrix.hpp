#pragma once

#include <span>
#include <string_view>
#include <vector>

/// What `check` must report about every pooler in every topology; matrix.cpp is the table to read.
namespace poolprobe::testing {

/// The kinds of pool that behave alike: the columns of the table.
enum class kind {
  direct,             ///< PostgreSQL itself
  session,            ///< PgBouncer, pool_mode=session
  plain_transaction,  ///< PgBouncer without tracking of prepared statements: 1.18, or configured so
  plain_statement,
  plain_one,             ///< transaction mode, a pool of one server connection
  plain_in_turn,         ///< transaction mode, server_round_robin=1
  plain_reset,           ///< transaction mode, server_reset_query_always=1
  tracking_transaction,  ///< PgBouncer 1.24 and 1.26 with their defaults
  tracking_statement,
  tracking_one,
  tracking_in_turn,
  tracking_reset,
};
constexpr std::size_t kinds = 12;

/// Whether clients share server connections there.
[[nodiscard]] constexpr bool shared(kind k) { return k != kind::direct && k != kind::session; }

/// A server of the lab, and what `check` can find out about it.
struct server {
  std::string_view name;     ///< "pgbouncer 1.18"; CTest runs the matrix once for each
  std::string_view program;  ///< "pgbouncer" or "postgres"
  std::string_view series;   ///< "1.18"
  std::string_view setting;  ///< of pgbouncer.ini, "key=value"; "" for none
  std::string_view product;  ///< the product that `check` must recognise
  std::string_view version;  ///< the version that `check` must recognise; "" for none
};

/// A way to set the server up.
struct topology {
  std::string_view name;
  std::string_view database;  ///< one of the lab's usual pools; "app" is PostgreSQL itself
  std::string_view setting = {};
  int processes = 1;  ///< processes on one port
};

/// A server in a topology, and what `check` must report about it.
struct cell {
  std::string_view server;
  std::string_view topology;
  testing::kind kind;
  int exit_code;
  std::string_view pool_mode;
  std::string_view prepared_statements;
};

[[nodiscard]] std::span<server const> servers();
[[nodiscard]] std::span<topology const> topologies();
/// Every cell that the tests observe.
[[nodiscard]] std::span<cell const> matrix();

/// The rows of the table: one for each probe, in registry order.
struct listed_probe {
  std::string_view code;
  bool opt_in;  ///< skipped everywhere without --allow-ddl and --sacrificial
};
[[nodiscard]] std::vector<listed_probe> matrix_probes();
/// Whether the probe is skipped in that cell without --allow-ddl and --sacrificial.
[[nodiscard]] bool must_be_asked_for(cell const&, listed_probe const&);

/// The outcome that a probe must have in a cell: a word, with the SQLSTATE of a break; two with a bar between
/// them where chance decides. "missing" where the table has no such row.
[[nodiscard]] std::string_view expected_outcome(cell const&, std::string_view code);
/// Whether the outcome is one of the expected.
[[nodiscard]] bool allows(std::string_view expected, std::string_view outcome);

}  // namespace poolprobe::testing
