#pragma once

#include <optional>
#include <span>
#include <string_view>

/// What a driver puts on the wire, in one of its configurations, as plain data: the catalogue's files
/// (drivers/driver.hpp) are made of it, and all else in this folder reads it. Scripts are written in
/// drivers/engine/script.hpp's notation, which is notation/notation.hpp's with executions.
namespace poolprobe {

/// Where the names of statements come from.
enum class naming {
  none,            ///< no statement is named
  per_connection,  ///< a counter of each connection
  per_process,     ///< a counter that all connections of a process share
  hash,            ///< a hash of the SQL: the same in every process, for the same SQL only
  random,          ///< no two clients have the same
  given,           ///< the program's author names it: the same in every process, for the same SQL only
};

struct statement_names {
  naming by = naming::none;
  /// With the number or text in braces, as fmt has it: "__asyncpg_stmt_{:x}__", "S_{}", "pdo_stmt_{:08x}".
  std::string_view shape = "{}";
  int first = 0;  ///< where a counter begins

  friend bool operator==(statement_names const&, statement_names const&) = default;
};

/// How a transaction block is begun and ended: scripts whose Parse or Query carries BEGIN, COMMIT, ROLLBACK.
struct transaction_control {
  std::string_view begin = "Q";
  std::string_view commit = "Q";
  std::string_view rollback = "Q";
  /// Every query runs in a block unless the program asks for autocommit.
  bool always = false;
  /// A COMMIT that the server answers with ROLLBACK is an error to the program; otherwise nobody hears of it.
  bool reports_rollback = false;
  /// Sent outside the block after a ROLLBACK, when a statement is named: psycopg 3 sends DEALLOCATE ALL.
  std::string_view after_rollback = {};

  friend bool operator==(transaction_control const&, transaction_control const&) = default;
};

/// How statements are given up.
struct statement_release {
  enum class when {
    never,       ///< they stay until the server connection ends
    in_script,   ///< the script itself does it
    evicted,     ///< when its cache is full, or the program drops the statement
    disconnect,  ///< when the program disconnects, or gives the connection back to the driver's pool
  };
  statement_release::when when = when::never;
  /// `{}` is the name of the statement that goes. An error in it reaches the program, or is only logged.
  std::string_view script = {};
  bool error_reaches_program = true;
  /// Inside a transaction block it is sent at once, and not when the block is over.
  bool inside_block = true;
  /// What is prepared in a transaction block is given up as soon as the block is over.
  bool after_block = false;
  /// So is what is left when the program disconnects, whatever `when` says.
  bool at_disconnect = false;

  friend bool operator==(statement_release const&, statement_release const&) = default;
};

/// What is sent with the startup packet beyond user, database and what every pooler takes (client_encoding,
/// DateStyle, TimeZone, application_name).
struct startup_setting {
  std::string_view name;
  std::string_view value;
  bool is_setting = true;  ///< PostgreSQL has a setting of that name

  friend bool operator==(startup_setting const&, startup_setting const&) = default;
};

/// What a driver does about a statement whose Parse the server has refused.
struct failed_parse {
  /// The next statement takes the same name although a counter gives it: the number is not used up.
  bool reuses_number = false;
  /// It counts as an execution, up to the one that names the statement.
  bool counts = false;
  /// Sent in front of the next Parse; `{}` is the name whose Parse failed.
  std::string_view before_next = {};

  friend bool operator==(failed_parse const&, failed_parse const&) = default;
};

/// Groups of features; their words are also those of `--require`.
enum class feature_group { cursors, batches };

[[nodiscard]] constexpr std::string_view word(feature_group of) {
  return of == feature_group::cursors ? "cursors" : "batches";
}

/// Something that a program may use beyond single queries. It is told as "if you use it", with an outcome of
/// its own.
struct driver_feature {
  feature_group group = feature_group::cursors;
  std::string_view use;        ///< as a program writes it: "connection.cursor()"
  std::string_view script;     ///< one use, as in driver_config::script, its block left out
  bool in_block = false;       ///< the driver needs a transaction block for it
  statement_names names = {};  ///< where they are others than those of its queries
  bool retried = true;         ///< false: what the driver does after an error does not help here
  /// Where it would leave something on a shared server connection: the probe whose outcome is its own.
  std::string_view probe = {};

  friend bool operator==(driver_feature const&, driver_feature const&) = default;
};

/// The versions of a package for which a configuration is true: from `from` on, before `before`; empty: no
/// limit. The package is the driver itself or one that it stands on ("asyncpg" of SQLAlchemy).
struct version_range {
  std::string_view package = {};
  std::string_view from = {};
  std::string_view before = {};

  friend bool operator==(version_range const&, version_range const&) = default;
};

/// An error after which the driver tries once more by itself: it forgets the statement, and then sends what
/// it would for a new one, after `before`.
struct retry_rule {
  std::string_view sqlstate = {};
  std::string_view before = {};
  bool keeps_name = false;  ///< it parses the same name again
  /// Inside a transaction block too, COMMIT and ROLLBACK included: the block has failed by then.
  bool inside_block = false;

  friend bool operator==(retry_rule const&, retry_rule const&) = default;
};

/// What a configuration is for.
enum class effect {
  plain,  ///< how the driver comes, or another way to use it
  mends,  ///< makes it independent of the pooler's support for prepared statements
  trap,   ///< believed to mend, and does not, or makes it worse
};

/// One way to configure a driver. `id` is empty for the default.
struct driver_config {
  std::string_view id;          ///< kebab-case, stable, e.g. "threshold-0"; empty for the default
  std::string_view setting;     ///< as the user thinks of it, e.g. "prepareThreshold=0"
  std::string_view code = {};   ///< as it is written in a program or its settings, where that is more
  std::string_view url = {};    ///< as it is written in a connection URL, where it can be
  std::string_view since = {};  ///< "pgjdbc 42.1.4"; empty: as long as anybody remembers
  poolprobe::effect effect = effect::plain;
  std::string_view why = {};  ///< one sentence on what it does, for a trap why it is one

  std::string_view script;       ///< a query with parameters, execution by execution
  std::string_view inside = {};  ///< the same in a transaction block, where it differs
  statement_names names = {};
  transaction_control transaction = {};
  statement_release release = {};
  std::string_view connect = {};  ///< what it sends by itself after login, before any query
  std::span<startup_setting const> startup = {};
  retry_rule retry = {};

  std::string_view source = {};  ///< where this one was read, where that is not the driver's source
  std::string_view proved = {};  ///< the versions whose recorded traffic equals this; empty: from sources

  poolprobe::failed_parse failed_parse = {};
  std::span<driver_feature const> features = {};
  /// What it sends when the program gives the connection back to the driver's own pool.
  std::string_view give_back = {};
  /// Where it is true of some versions only. An older generation names by `generation_of` the configuration
  /// that it was.
  version_range holds_for = {};
  std::optional<std::string_view> generation_of = {};
  /// Neither in Debian 12 or later nor released within the last 24 months: looked at only when asked for.
  bool outdated = false;
};

}  // namespace poolprobe
