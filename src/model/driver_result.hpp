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
  released,        ///< a statement is dropped
  setting,         ///< whether a startup parameter that the pooler accepts takes effect
  block,           ///< transaction blocks are refused beforehand
  query,           ///< simple queries are refused beforehand
  dropped_inside,  ///< a statement is dropped inside a transaction block
  rolled_back,     ///< transactions that the program rolls back
  failed,          ///< a query fails inside a transaction block
  refused,         ///< a query that the server refuses at Parse, and the same again
  feature,         ///< a program uses more than single queries
  evicted,         ///< more statements are in use than the poolers keep on a server connection
  unknown,         ///< of a saved run: one that this version does not know
};
template <>
inline constexpr std::array<std::string_view, 16> words_for<scenario_kind>{
    "start", "login",          "moved",       "met",    "crossed", "released", "setting", "block",
    "query", "dropped_inside", "rolled_back", "failed", "refused", "feature",  "evicted", "unknown"};

/// The result of one scenario: one way in which two processes with the same driver share server connections.
struct scenario_result {
  scenario_kind scenario = scenario_kind::unknown;
  poolprobe::outcome outcome = poolprobe::outcome::unknown;
  std::optional<std::string> sqlstate;
  int executions = 0;        ///< of the query that failed, that one included; 0: before any query
  bool tried_again = false;  ///< the driver got an error, and its own retry succeeded
  std::string observed;      ///< in words; for `unknown` and `skipped` the reason
  std::vector<transcript_entry> transcript;
  /// What it counts for. A caveat occurs only after a query of the program itself has failed, or with more
  /// statements than the poolers keep; a feature only for programs that use it. A lost commit and a wrong
  /// answer always count for the verdict.
  enum class weight { verdict, caveat, feature } counts_for = weight::verdict;
  std::string feature = {};  ///< of a feature: its group, "cursors" or "batches"
  std::string use = {};      ///< and how a program writes it
};
template <>
inline constexpr std::array<std::string_view, 3> words_for<scenario_result::weight>{"verdict", "caveat",
                                                                                    "feature"};

/// An error that occurs only after a query of the program itself has failed, or with more statements in use
/// than the poolers keep (PP113).
struct driver_caveat {
  std::string code;  ///< of the probe that shows the same, "PP107"; may be empty
  std::optional<std::string> sqlstate;
  std::string summary;
  std::string fix;
  bool required = false;  ///< `--require errors`
};

/// The result for programs that use more than single queries.
struct feature_result {
  std::string group;  ///< "cursors", "batches"
  std::string use;    ///< as a program writes it
  poolprobe::outcome outcome = poolprobe::outcome::unknown;
  std::optional<std::string> sqlstate;
  std::string summary;
  bool required = false;  ///< `--require` with its group
};

/// The versions for which a result is valid.
struct version_span {
  std::string package;
  std::string from;    ///< empty: no limit
  std::string before;  ///< empty: no limit

  friend bool operator==(version_span const&, version_span const&) = default;
};

/// The result of a driver with one of its configurations, simulated on this connection.
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
  std::string fix;            ///< the configuration of the same driver that works, and how it is written
  std::string fix_id;         ///< its id, "driver:config"
  bool fix_verified = false;  ///< that one was simulated here, and works
  std::string proved;         ///< versions whose recorded traffic equals the script; empty: from sources
  std::vector<scenario_result> scenarios;
  std::vector<driver_caveat> caveats;
  std::vector<feature_result> features;
  std::vector<std::string> sqlstates;  ///< of all errors in all scenarios, each once, sorted
  /// Empty: whatever version. Of several all must fit, and any one of them where the result is of older
  /// versions (one has a `before`).
  std::vector<version_span> holds_for;
  int critical_path = 0;  ///< round trips one after the other that its scenarios took, as in `cost`
  /// The id of the configuration of which this is an older generation; none of the newest.
  std::optional<std::string> generation_of = {};
};

}  // namespace poolprobe
