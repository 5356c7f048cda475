#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/outcome.hpp"
#include "wire/hello.hpp"

namespace poolprobe {

/// What PgBouncer 1.26 and later say of themselves at login (ParameterStatus, PgBouncer NEWS 1.26.0).
struct announcement {
  std::string version;
  poolprobe::pool_mode pool_mode = poolprobe::pool_mode::unknown;
  std::optional<long> max_prepared_statements;
};

/// What became of the attempt to take the server connection of an idle client.
struct forced_switch {
  enum class result {
    not_tried,
    taken,          ///< the other client got it: server connections are shared
    never_taken,    ///< the other client always had its own
    other_blocked,  ///< the other client was served only after the first one had left
    unclear,        ///< the steps were disturbed
  };
  result how = result::not_tried;
  std::optional<int> first;  ///< backend of client A
  std::optional<int>
      second;             ///< backend of client A while B held the first, or of B where A's was never taken
  bool blocked = false;   ///< A got no other server connection while B held the first
  double first_ms = 0;    ///< from the beginning of the first login to the first answer
  bool wandered = false;  ///< some client's backend changed without being forced
  bool settling = false;  ///< B got it only after a pause
  int clients = 2;        ///< how many connections took part, those that were given up included
  int processes = 1;      ///< pooler processes that must have answered, by the pools they kept apart
};

/// What the admin console says (only with --admin).
struct console_report {
  std::string version;                                             ///< e.g. "1.24.1"
  poolprobe::pool_mode pool_mode = poolprobe::pool_mode::unknown;  ///< of this database
  std::optional<long> max_prepared_statements;
  std::string failure;  ///< why it said nothing; empty when it spoke
};

/// How `BEGIN` was taken.
enum class begin_result { not_tried, accepted, refused, unclear };

/// Everything that was seen of what lies between us and the server: the facts, before any conclusion.
struct signals {
  std::optional<announcement> announced;
  int key_pid = 0;  ///< process id of BackendKeyData; 0 when none was sent
  std::optional<int> backend_pid;
  std::optional<double> backend_age_ms;  ///< measured on the server, as is …
  std::optional<double> own_age_ms;      ///< … an upper bound of the age of our connection
  forced_switch hand_over;
  std::optional<std::string> sent_name;             ///< the statement name that we sent
  std::optional<std::string> server_name;           ///< the name under which the server knew it
  std::optional<wire::greeting> unknown_option;     ///< answer to options=--unknown=1 in the startup packet
  std::optional<wire::greeting> unknown_parameter;  ///< answer to an unknown startup parameter
  begin_result begin = begin_result::not_tried;
  std::optional<wire::server_error> begin_refusal;  ///< where `begin` is `refused`
  std::optional<wire::server_error> query_refusal;  ///< of a simple query, by a pooler that allows none
  std::optional<console_report> console;
};

}  // namespace poolprobe
