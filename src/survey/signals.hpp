#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/outcome.hpp"
#include "testbed/announcement.hpp"
#include "wire/raw_startup.hpp"

namespace poolprobe {

/// The age of a server connection when it answered, as the server reports it, and an upper bound of the age
/// of the connection that asked.
struct ages {
  std::optional<double> backend_ms;  ///< nullopt where the server has no such view
  std::optional<double> own_ms;
};

/// The connection as seen from our end and from the server's.
struct network_path {
  bool tcp = false;  ///< we dialled a TCP port
  int own_port = 0;
  int dialled_port = 0;
  bool tls = false;
  std::string asked_name;     ///< the application_name that we sent
  std::string reported_name;  ///< the application_name that the login reports

  bool told = false;  ///< the server answered; the fields below are filled
  std::string client_address;
  std::optional<int> client_port;  ///< nullopt: the server was reached through a Unix socket
  std::optional<int> server_port;
  std::optional<bool> server_tls;
  std::string server_name;  ///< application_name of the server connection
};

/// What a server connection ran last, by pg_stat_activity, while its client was idle.
enum class last_ran {
  not_seen,
  ours,     ///< our own statement
  cleared,  ///< a statement that poolers clear a session with
  other,    ///< somebody else's statement
  ended,    ///< the server connection no longer exists
};

/// The result of the attempt to take the server connection of an idle client.
struct forced_switch {
  enum class result {
    not_tried,
    taken,          ///< the other client got it: server connections are shared
    never_taken,    ///< the other client always had its own
    other_blocked,  ///< the other client was served only after the first one had disconnected
    unclear,        ///< the attempt was disturbed
  };
  result how = result::not_tried;
  std::optional<int> first;  ///< backend of client A
  std::optional<int>
      second;            ///< backend of client A while B held the first, or of B where A's was never taken
  bool blocked = false;  ///< A got no other server connection while B held the first
  /// From the start of the first login to the first answer, without the network time of our own messages.
  double first_ms = 0;
  bool waits = false;  ///< A waits at this moment, for as long as the pool may still open a server connection
  bool over = false;   ///< no client waits for anything any more
  bool moved_unforced =
      false;  ///< a client's backend changed without being forced, or was another client's before
  std::chrono::milliseconds settle{0};  ///< the pause after which B got it; 0: at once
  int detours = 0;                      ///< how many other server connections B was given first
  int clients = 2;                      ///< how many connections took part, including those that were closed
  bool keep_first = false;              ///< client A stays the one whose process is observed
  int processes = 1;  ///< the least number of pooler processes that explains the separate pools
  /// Nothing was shared, and each new connection got a server connection new to us, as behind more pooler
  /// processes than we have clients.
  bool scattered = false;
  last_ran after_transaction = last_ran::not_seen;  ///< on the server connection of an idle client
  last_ran after_disconnect = last_ran::not_seen;   ///< on the one of a client that has disconnected
  std::string clearing;                             ///< the statement behind `cleared`
};

/// One setting that the admin console reports.
struct console_setting {
  std::string name;
  std::string value;
};

/// What the admin console says (only with --admin).
struct console_report {
  std::string version;                                             ///< e.g. "1.24.1"
  poolprobe::pool_mode pool_mode = poolprobe::pool_mode::unknown;  ///< of this database
  std::optional<long> max_prepared_statements;
  std::string failure = {};  ///< why it gave no answer; empty when it did
  std::vector<console_setting> settings = {};
};

/// The result of `BEGIN`.
enum class begin_result {
  not_tried,
  accepted,
  refused,
  lost,  ///< accepted, but the transaction was over at the next statement
  unclear,
};

/// An answer to a question that only one product's poolers answer themselves.
struct own_answer {
  std::string question;
  std::string answer;
};

/// A PostgreSQL server that answered, told from others by the time of its start.
struct answering_server {
  std::string started;        ///< pg_postmaster_start_time() in UTC, whatever a session has set
  bool standby = false;       ///< pg_is_in_recovery()
  std::string database = {};  ///< current_database(); a pooler may lead a name to another one

  auto operator<=>(answering_server const&) const = default;
};

/// All that was seen of what is between us and the server: facts, before any conclusion.
struct signals {
  std::optional<announcement> announced;
  int announcements =
      0;            ///< how often one login carried `pgbouncer.version`; 0 where it could not be counted
  int key_pid = 0;  ///< process id of BackendKeyData; 0 when none was sent
  std::vector<int> key_pids;  ///< of all our logins
  std::optional<int> backend_pid;
  ages first;                 ///< of the first answer
  std::optional<ages> again;  ///< of a client that disconnected and came back
  std::set<answering_server> servers;
  std::string asked_database;  ///< of the connection text; empty: none was named
  /// A standby answered what only reads, and a primary what looks like a write, both to the same client.
  bool splits_reads = false;
  /// The servers that a Pgpool-II says it has, "127.0.0.1:5432, standby".
  std::vector<std::string> nodes;
  poolprobe::network_path network_path;
  forced_switch pool_facts;
  bool pins_at_parse = false;              ///< a client that has parsed keeps its server connection
  bool flush_unanswered = false;           ///< what is sent before Flush is answered after Sync only
  std::optional<std::string> sent_name;    ///< the statement name that we sent
  std::optional<std::string> server_name;  ///< the name of that statement on the server
  // Replies to startup packets, before any password.
  std::optional<wire::startup_reply> unknown_option;     ///< options=--unknown=1
  std::optional<wire::startup_reply> unknown_parameter;  ///< an unknown startup parameter
  std::optional<wire::startup_reply> unknown_database;   ///< a database that does not exist
  std::optional<wire::startup_reply> search_path;        ///< a parameter that PgBouncer accepts from 1.26 on
  std::optional<wire::startup_reply> newer_protocol;     ///< protocol 3.2
  std::optional<wire::server_error> unknown_statement;   ///< Describe of a statement that was never prepared
  std::vector<own_answer> own_answers;
  bool asked_who = false;  ///< the questions about the maker were asked, even if nobody answered
  begin_result begin = begin_result::not_tried;
  std::optional<wire::server_error> begin_refusal;  ///< where `begin` is `refused`
  std::optional<wire::server_error> query_refusal;  ///< of a simple query, by a pooler that allows none
  std::optional<console_report> console;
};

}  // namespace poolprobe
