#pragma once

#include <optional>
#include <span>
#include <string_view>

/// What a driver sends in one of its configurations, as plain data. The files of the catalogue
/// (drivers/driver.hpp) consist of it, and the rest of this folder reads it. Scripts are written in
/// drivers/engine/script.hpp's notation, which is notation/notation.hpp's with executions.
namespace poolprobe {

/// Where the names of statements come from.
enum class naming {
  none,            ///< no statement is named
  per_connection,  ///< a counter of each connection
  per_process,     ///< a counter that all connections of a process share
  hash,            ///< a hash of the SQL: the same in every process, for the same SQL only
  random,          ///< different in every client
  given,           ///< given by the program: the same in every process, for the same SQL only
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
  /// Whether the driver reports an error where the server answers COMMIT with ROLLBACK.
  bool reports_rollback = false;
  /// Sent outside the block after a ROLLBACK, when a statement is named: psycopg 3 sends DEALLOCATE ALL.
  std::string_view after_rollback = {};

  friend bool operator==(transaction_control const&, transaction_control const&) = default;
};

/// When and how the driver drops prepared statements.
struct statement_release {
  enum class when {
    never,       ///< they stay until the server connection ends
    in_script,   ///< the script itself does it
    evicted,     ///< when its cache is full, or the program drops the statement
    disconnect,  ///< when the program disconnects, or gives the connection back to the driver's pool
  };
  statement_release::when when = when::never;
  /// The messages that drop one; `{}` is the name of the statement.
  std::string_view script = {};
  bool error_reaches_program = true;  ///< false: an error in `script` is ignored or only logged
  /// Inside a transaction block it is sent at once; false: after the block.
  bool inside_block = true;
  /// Statements that were prepared in a transaction block are dropped right after the block.
  bool after_block = false;
  /// Remaining statements are dropped when the program disconnects, whatever `when` is.
  bool at_disconnect = false;

  friend bool operator==(statement_release const&, statement_release const&) = default;
};

/// A parameter in the startup packet other than user, database and those that every pooler accepts
/// (client_encoding, DateStyle, TimeZone, application_name).
struct startup_setting {
  std::string_view name;
  std::string_view value;
  bool is_setting = true;  ///< PostgreSQL has a setting of that name

  friend bool operator==(startup_setting const&, startup_setting const&) = default;
};

/// What a driver does after the server refused the Parse of a statement.
struct failed_parse {
  /// The counter does not advance, so the next statement gets the same name.
  bool reuses_number = false;
  /// It counts as an execution towards the number after which the statement is named.
  bool counts = false;
  /// Sent before the next Parse; `{}` is the name whose Parse failed.
  std::string_view before_next = {};
  /// Outside a block the connection is closed after any error, by the driver's pool.
  bool ends_connection = false;

  friend bool operator==(failed_parse const&, failed_parse const&) = default;
};

/// Groups of features; their words are also those of `--require`.
enum class feature_group { cursors, batches };

[[nodiscard]] constexpr std::string_view word(feature_group of) {
  return of == feature_group::cursors ? "cursors" : "batches";
}

/// Something that a program may use beyond single queries. It is reported with an outcome of its own, "if you
/// use it".
struct driver_feature {
  feature_group group = feature_group::cursors;
  std::string_view use;        ///< as it is written in a program: "connection.cursor()"
  std::string_view script;     ///< one use, in the form of driver_config::script, without its block
  bool in_block = false;       ///< the driver needs a transaction block for it
  statement_names names = {};  ///< where they differ from those of its queries
  bool retried = true;         ///< false: the driver does not retry it after an error
  /// Where it would leave state on a shared server connection: the probe whose outcome is used instead.
  std::string_view probe = {};

  friend bool operator==(driver_feature const&, driver_feature const&) = default;
};

/// The versions of a package that a configuration is valid for: from `from` on, before `before`; empty: no
/// limit. The package is the driver itself or one that it uses ("asyncpg" for SQLAlchemy).
struct version_range {
  std::string_view package = {};
  std::string_view from = {};
  std::string_view before = {};

  friend bool operator==(version_range const&, version_range const&) = default;
};

/// An error after which the driver retries once by itself: it forgets the statement, sends `before`, and then
/// what it sends for a new statement.
struct retry_rule {
  std::string_view sqlstate = {};
  std::string_view before = {};
  bool keeps_name = false;  ///< it parses the same name again
  /// It also retries inside a transaction block, including COMMIT and ROLLBACK, although the block has failed
  /// by then.
  bool inside_block = false;

  friend bool operator==(retry_rule const&, retry_rule const&) = default;
};

/// What a configuration is for.
enum class effect {
  plain,  ///< the default, or another way to use it
  fixes,  ///< makes it independent of the pooler's support for prepared statements
  trap,   ///< believed to be a fix, but is none, or makes it worse
};

/// One way to configure a driver. `id` is empty for the default.
struct driver_config {
  std::string_view id;          ///< kebab-case, stable, e.g. "threshold-0"; empty for the default
  std::string_view setting;     ///< the usual name of the setting, e.g. "prepareThreshold=0"
  std::string_view code = {};   ///< how it is written in a program or its settings, where that is longer
  std::string_view url = {};    ///< how it is written in a connection URL, where that is possible
  std::string_view since = {};  ///< "pgjdbc 42.1.4"; empty: not known, or from the beginning
  poolprobe::effect effect = effect::plain;
  std::string_view why = {};  ///< one sentence on what it does; for a trap, why it is one

  std::string_view script;       ///< a query with parameters, execution by execution
  std::string_view inside = {};  ///< the same in a transaction block, where it differs
  statement_names names = {};
  transaction_control transaction = {};
  statement_release release = {};
  std::string_view connect = {};  ///< what the driver itself sends after login, before any query
  std::span<startup_setting const> startup = {};
  /// A parameter of its startup packet that every pooler accepts, in another spelling than the server's:
  /// DateStyle=ISO, which the server reports as "ISO, MDY". PgBouncer 1.18 takes these for different, and
  /// sends a SET each time before it gives the client a server connection, which ends the unnamed statement.
  startup_setting respelled = {};
  retry_rule retry = {};

  std::string_view source = {};  ///< where this configuration was read, if not in the driver's source
  std::string_view proved =
      {};  ///< the versions whose recorded traffic equals this; empty: only read in sources

  poolprobe::failed_parse failed_parse = {};
  std::span<driver_feature const> features = {};
  /// What it sends when the program gives the connection back to the driver's own pool.
  std::string_view give_back = {};
  /// The versions it is valid for. An older generation of a configuration has that one's id in
  /// `generation_of`.
  version_range holds_for = {};
  /// A second package that decides as well. The newest generation is valid where both versions are in their
  /// ranges, an older one where either is.
  version_range holds_also = {};
  std::optional<std::string_view> generation_of = {};
  /// The driver beneath it that reads the connection text, where it is another than the driver's own.
  std::string_view text_read_by = {};
  /// Neither in Debian 12 or later nor released within the last 24 months: checked only when it is named.
  bool outdated = false;
};

/// The configuration with one use of that feature for its query.
[[nodiscard]] constexpr driver_config with_feature(driver_config of, driver_feature const& feature) {
  of.script = feature.script;
  of.inside = {};
  if (feature.names.by != naming::none) of.names = feature.names;
  if (!feature.retried) of.retry = {};
  return of;
}

}  // namespace poolprobe
