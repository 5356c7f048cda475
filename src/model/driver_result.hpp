#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/outcome.hpp"
#include "model/transcript.hpp"

namespace poolprobe {

/// A way in which processes with one driver come to share server connections, or what made simulating them
/// needless.
enum class scenario_kind {
  start,           ///< with that connection text
  login,           ///< with the driver's startup parameters
  moved,           ///< to another server connection
  met,             ///< a second process on the same server connection
  crossed,         ///< where a second process has begun likewise
  released,        ///< a statement is given up
  setting,         ///< what becomes of a startup parameter that the pooler accepts
  block,           ///< transaction blocks are refused beforehand
  query,           ///< simple queries are refused beforehand
  dropped_inside,  ///< a statement is dropped inside a transaction block
  rolled_back,     ///< transactions that the program rolls back
  failed,          ///< a query fails inside a transaction block
  refused,         ///< a query that the server refuses at Parse, and the same again
  feature,         ///< a program uses more than single queries
  unknown,         ///< of a saved run: one that this version does not know
};
template <>
inline constexpr std::array<std::string_view, 15> words_for<scenario_kind>{
    "start", "login",          "moved",       "met",    "crossed", "released", "setting", "block",
    "query", "dropped_inside", "rolled_back", "failed", "refused", "feature",  "unknown"};

/// One way in which two processes with the same driver come to share server connections, and what became of
/// the driver's script then.
struct scenario_result {
  scenario_kind scenario = scenario_kind::unknown;
  poolprobe::outcome outcome = poolprobe::outcome::unknown;
  std::optional<std::string> sqlstate;
  int executions = 0;        ///< of the query that failed, that one included; 0: before any query
  bool tried_again = false;  ///< the driver met an error, and came through by its own second try
  std::string observed;      ///< in words; for `unknown` and `skipped` the reason
  std::vector<transcript_entry> transcript;
  /// What it counts for. A caveat is met only after a query of the program's own has failed, a feature only
  /// by who uses it; but a loss and a foreign answer count for the verdict wherever they are met.
  enum class weight { verdict, caveat, feature } counts_for = weight::verdict;
  std::string feature = {};  ///< of a feature: its group, "cursors" or "batches"
  std::string use = {};      ///< and how a program writes it
};
template <>
inline constexpr std::array<std::string_view, 3> words_for<scenario_result::weight>{"verdict", "caveat",
                                                                                    "feature"};

/// Something that a program meets only after a query of its own has failed.
struct driver_caveat {
  std::string code;  ///< of the probe that shows the same, "PP107"; may be empty
  std::optional<std::string> sqlstate;
  std::string summary;
  std::string fix;
  bool required = false;  ///< `--require errors`
};

/// What a program meets that uses more than single queries.
struct feature_result {
  std::string group;  ///< "cursors", "batches"
  std::string use;    ///< as a program writes it
  poolprobe::outcome outcome = poolprobe::outcome::unknown;
  std::optional<std::string> sqlstate;
  std::string summary;
  bool required = false;  ///< `--require` with its group
};

/// The versions for which a result is true.
struct version_span {
  std::string package;
  std::string from;    ///< empty: no limit
  std::string before;  ///< empty: no limit

  friend bool operator==(version_span const&, version_span const&) = default;
};

/// A driver with one of its configurations, played on this connection.
struct driver_result {
  std::string driver;  ///< id in the catalogue
  std::string config;  ///< empty for the default
  std::string setting;
  std::string script;
  poolprobe::outcome outcome = poolprobe::outcome::unknown;  ///< the gravest of the scenarios
  bool required = false;
  std::optional<std::string> sqlstate;  ///< of the error that comes first
  int executions = 0;                   ///< as in the scenario that it is of
  std::string summary;
  std::string fix;            ///< the configuration of the same driver that mends it, how it is written
  std::string fix_id;         ///< its id, "driver:config"
  bool fix_verified = false;  ///< that one was played here, and works
  std::string proved;         ///< versions whose recorded traffic equals the script; empty: from sources
  std::vector<scenario_result> scenarios;
  std::vector<driver_caveat> caveats;
  std::vector<feature_result> features;
  std::vector<std::string> sqlstates;   ///< all that it met in any scenario, each once, sorted
  std::vector<version_span> holds_for;  ///< empty: whatever version
};

}  // namespace poolprobe
