#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/driver_result.hpp"
#include "model/exit_code.hpp"
#include "model/measurement.hpp"
#include "model/outcome.hpp"
#include "model/product.hpp"
#include "model/traffic.hpp"
#include "model/transcript.hpp"

/// One run of poolprobe as plain data: what every report renders and the judge reads. Field names are those
/// of the JSON contract (reports/schema/run-1.schema.json). Nothing in here is ever a secret.
namespace poolprobe {

struct tool_info {
  std::string name = "poolprobe";
  std::string version;
  std::string libpq;  ///< version of the libpq in use, e.g. "15.20"
};

/// The effect of a connection key on the driver.
enum class setting_effect {
  none,     ///< it does not matter here
  mends,    ///< with it, the driver works behind a pooler
  trap,     ///< it does not do what it is believed to do
  startup,  ///< it is sent as a startup parameter, which poolers refuse
  fails,    ///< the driver does not start with it
  ignored,
  set,      ///< it is sent as a SET after login, which stays on the server connection
  unknown,  ///< of a saved run: one that this version does not know
};
template <>
inline constexpr std::array<std::string_view, 8> words_for<setting_effect>{
    "", "mends", "trap", "startup", "fails", "ignored", "set", "unknown"};

/// A connection key that was understood, taken out before libpq saw the text, and why.
struct removed_setting {
  std::string key;
  std::string value;    ///< empty when it might be a secret
  std::string meaning;  ///< whose it is and what it does there, one sentence
  setting_effect effect = setting_effect::none;
};

/// What a piece of advice is about, the gravest first.
enum class advice_kind {
  fails,    ///< the driver does not start with it
  refused,  ///< a pooler will refuse it at login
  trap,     ///< it does not do what it is believed to do
  ignored,
  exposed,  ///< others can read it
  routing,  ///< a value by which a service finds the database, no setting
  pooled,   ///< the address of a transaction pooler
  unknown,  ///< of a saved run: one that this version does not know
};
template <>
inline constexpr std::array<std::string_view, 8> words_for<advice_kind>{
    "fails", "refused", "trap", "ignored", "exposed", "routing", "pooled", "unknown"};

/// Something about the connection text that the user should know before connecting.
struct advice {
  advice_kind kind = advice_kind::unknown;
  std::string about;  ///< a key with its value, a port, …
  std::string says;
  std::string remedy;  ///< empty where there is none to give
};

/// A startup parameter that a driver sends because of a key of the connection text.
struct sent_parameter {
  std::string name;
  std::string value;  ///< empty when it might be a secret
  std::string key;    ///< as the text has it
  bool known = true;  ///< it is a setting of PostgreSQL, which the server itself accepts
};

struct target_info {
  std::string display;  ///< the connection, rebuilt from its parts, without the password
  std::string source;   ///< where the text came from: "argument", "DATABASE_URL", …
  std::string host;
  std::string port;
  std::string database;
  std::string user;
  std::optional<std::string> driver;  ///< id in the driver catalogue, "driver" or "driver:config"
  std::vector<removed_setting> settings_removed;
  /// What the driver would send with the startup packet because of the text.
  std::vector<sent_parameter> startup;
  /// Keys because of which it sends a SET after login.
  std::vector<std::string> set_at_login;
  std::vector<poolprobe::advice> advice;
  /// The numeric address that was connected to, or the folder of a Unix socket; empty where none was.
  std::string address = {};
};

/// One observation that is evidence for or against a pooler, and what it means.
struct evidence {
  std::string signal;    ///< "key-pid", "backend-age", "forced-switch", …
  std::string observed;  ///< what was seen, e.g. "key pid 812, backend pid 4711"
  std::string means;     ///< what follows from it
};

/// One of those who stand between us and the server, or the server itself.
struct path_element {
  std::string what;  ///< "TCP proxy or balancer", "PgBouncer 1.26.1, transaction mode", "PostgreSQL 17.2", …
  std::string why;   ///< what shows it
  /// It stands where the element before it stands: some connections pass through that one, some through this.
  bool alternative = false;
};

struct pooler_info {
  certainty present = certainty::unknown;
  /// An id of model/product.hpp; of a saved run perhaps one that is not there.
  std::string product{poolprobe::product::unknown};
  std::optional<std::string> version;  ///< exact ("1.26.1") or a range (">= 1.20, < 1.23")
  poolprobe::pool_mode pool_mode = poolprobe::pool_mode::unknown;
  support prepared_statements = support::unknown;
  int layers = 0;  ///< poolers seen between us and the server; 0 when none or unknown
  std::vector<poolprobe::evidence> evidence;
  /// What stands where, from us to the server; empty where the run was too short to tell.
  std::vector<path_element> path = {};
  /// How several poolers behind this one address differ, as a sentence; empty where no such thing was seen.
  std::string processes_differ = {};
  /// After which of these a client keeps its server connection: "SET", "LISTEN", "advisory lock".
  std::vector<std::string> pinned_by = {};
  int processes_judged = 1;  ///< where they differ: how many of them the results cover
};

struct server_info {
  std::string version;  ///< `server_version` as reported at login
};

struct finding {
  std::string code;   ///< "PP101", stable for ever
  std::string id;     ///< "prepared/duplicate-name", stable for ever
  std::string group;  ///< the part of `id` before the slash
  poolprobe::outcome outcome = poolprobe::outcome::unknown;
  bool required = false;
  std::optional<std::string> sqlstate;
  std::string summary;      ///< one line: what happened here
  std::string requirement;  ///< what must hold, from the rule the probe checks
  std::string expected;
  std::string observed;
  std::vector<std::string> fixes;  ///< fixes, the most reliable first
  std::vector<transcript_entry> transcript;
  double duration_ms = 0;
  std::string feature =
      {};  ///< what it is about, as users call it: "cursors WITH HOLD"; of an old file empty
};

/// What we may leave in a session or in the database.
enum class residue_kind {
  prepared_statement,
  setting,
  advisory_lock,
  channel,
  cursor,
  temporary_table,
  table,
  unknown,  ///< of a saved run: one that this version does not know
};
template <>
inline constexpr std::array<std::string_view, 8> words_for<residue_kind>{
    "prepared statement", "setting", "advisory lock", "channel", "cursor",
    "temporary table",    "table",   "unknown"};

/// Something of ours that could not be cleaned up.
struct residue {
  int backend = 0;  ///< pid of the server connection that still holds it
  residue_kind kind = residue_kind::unknown;
  std::string name;
  std::string tried = {};  ///< how often and what, and what was answered; empty where it was not reached
};

struct cost {
  int connections = 0;
  int peak_connections = 0;
  int round_trips = 0;       ///< steps that were sent and answered; several may have travelled together
  int critical_path = 0;     ///< round trips one after the other; opening a connection counts as one
  int pooler_log_lines = 0;  ///< errors that we caused; each is an entry in the log of pooler or server
  int closed_servers = 0;    ///< server connections that the pooler closed because of us
  double duration_ms = 0;
  /// When all had been seen that the verdict needs: milliseconds and round trips one after the other since
  /// the beginning; 0 where that never was before the end.
  double verdict_ms = 0;
  int verdict_critical_path = 0;
  std::string bound_reached = {};  ///< what ended the run early, "48 connections"; empty where nothing did
};

struct verdict {
  verdict_status status = verdict_status::inconclusive;
  poolprobe::exit_code exit_code = poolprobe::exit_code::inconclusive;
  std::vector<std::string> reasons;
};

struct run_record {
  tool_info tool;
  std::string made_at = {};  ///< when it began, in UTC: "2026-03-01T12:00:00Z"; of an old file empty
  bool offline =
      false;  ///< nothing was connected to: results come from the connection text and the catalogue only
  target_info target;
  pooler_info pooler;
  server_info server;
  std::vector<finding> findings;  ///< in the order of the probe registry
  std::vector<driver_result>
      drivers;                  ///< the one that the verdict is for first, the others as in the catalogue
  std::vector<hazard> hazards;  ///< in the order of their codes
  std::optional<traffic_info> traffic;    ///< of `trace`
  std::vector<measurement> measurements;  ///< of `bench`, in the order of its strategies
  std::optional<bench_info> bench;        ///< of `bench`
  std::vector<poolprobe::residue> residue;
  poolprobe::cost cost;
  poolprobe::verdict verdict;
};

}  // namespace poolprobe
