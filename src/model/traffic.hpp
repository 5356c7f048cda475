#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/driver_result.hpp"
#include "model/words.hpp"

/// What `trace` has seen of an application, as plain data. No values of parameters, no passwords.
namespace poolprobe {

/// The effect of a hazard behind a pooler in transaction mode; the least grave first.
enum class impact {
  works,   ///< nothing, on PgBouncer
  costs,   ///< harms nobody, but is of no use or costs a server connection
  caveat,  ///< an error that is met only after a query of the program's own has failed, or by other clients
  unknown,
  breaks,        ///< an error, or something lost or shared
  wrong_answer,  ///< another statement may run, without an error
  loses,         ///< a commit was reported, and nothing of the transaction was kept
};
template <>
inline constexpr std::array<std::string_view, 7> words_for<impact>{
    "works", "costs", "caveat", "unknown", "breaks", "wrong_answer", "loses"};

/// Whether an application would meet it as something that went wrong.
[[nodiscard]] constexpr bool is_failure(impact i) { return i >= impact::breaks; }

/// A way in which the application depends on a server connection, and the effect behind a pooler in
/// transaction mode.
struct hazard {
  std::string code;       ///< "TR101", stable for ever
  std::string id;         ///< "prepared/reused-name", stable for ever
  std::string title;      ///< what the application does, one line
  std::string statement;  ///< the first text of its kind; normalised where that was asked for; may be empty
  std::string name;       ///< of the prepared statement; may be empty
  std::uint64_t connection = 0;   ///< where it was seen first, from 1
  std::uint64_t transaction = 0;  ///< of that connection, from 1
  std::uint64_t count = 0;        ///< how often, over all connections
  impact without_support = impact::unknown;
  impact with_support = impact::unknown;  ///< where the pooler keeps track of prepared statements
  std::string explanation;
  std::string fix;
};

/// What counts for the verdict: where it is not known that the pooler keeps track of prepared statements, the
/// worse of both.
[[nodiscard]] constexpr impact judged_impact(impact without_support, impact with_support, bool has_support) {
  return has_support || with_support > without_support ? with_support : without_support;
}

/// A driver that was recognised; several ids where they cannot be told apart by what was seen.
struct recognised_driver {
  std::vector<std::string> drivers;  ///< ids of the catalogue that all of it fits; may be empty
  std::string who;                   ///< in words
  std::string sign;                  ///< what was seen
};

struct traffic_info {
  std::string command;                 ///< its first word; empty: any client that connected
  std::optional<std::string> failure;  ///< how the command failed: "exit code 1", "signal 9"
  /// Judged for a pooler that keeps track of prepared statements, and else for one of which that is not
  /// known.
  bool prepared_support = false;
  std::uint64_t connections = 0;
  std::uint64_t logins = 0;       ///< of these, those that logged in
  std::uint64_t unreachable = 0;  ///< of these, those for which the server could not be reached
  std::uint64_t cancels = 0;
  std::uint64_t transactions = 0;  ///< as a pooler counts them
  std::uint64_t statements = 0;
  std::uint64_t not_understood = 0;        ///< statements that the parser rejected
  std::uint64_t too_long = 0;              ///< statements that were too long for it
  std::uint64_t lost_connections = 0;      ///< that could not be followed to their end
  std::uint64_t names_left_out = 0;        ///< names of prepared statements that found no room
  std::uint64_t hazards_left_out = 0;      ///< sightings that found no room among the hazards
  std::vector<recognised_driver> drivers;  ///< one for each that was told apart, the surest first
  std::vector<driver_caveat> caveats;      ///< of the hazards, for the pooler that is judged for
};

}  // namespace poolprobe
