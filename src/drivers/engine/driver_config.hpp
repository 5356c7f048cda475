#pragma once

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

/// An error after which the driver tries once more by itself, outside a transaction block: it forgets the
/// statement, and then sends what it would for a new one, after `before`.
struct retry_rule {
  std::string_view sqlstate = {};
  std::string_view before = {};
  bool keeps_name = false;  ///< it parses the same name again

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
  retry_rule again = {};

  std::string_view source = {};  ///< where this one was read, where that is not the driver's source
  std::string_view proved = {};  ///< the versions whose recorded traffic equals this; empty: from sources
};

}  // namespace poolprobe
