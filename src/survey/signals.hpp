#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/outcome.hpp"
#include "wire/startup_exchange.hpp"

namespace poolprobe {

/// What PgBouncer 1.26 and later say of themselves at login (ParameterStatus, PgBouncer NEWS 1.26.0). A
/// pooler in front passes it on as if it were its own.
struct announcement {
  std::string version;
  poolprobe::pool_mode pool_mode = poolprobe::pool_mode::unknown;
  std::optional<long> max_prepared_statements;
};

/// How old a server connection was when it answered, as the server says, and an upper bound of the age of the
/// connection that asked.
struct ages {
  std::optional<double> backend_ms;  ///< nullopt where the server has no such view
  std::optional<double> own_ms;
};

/// How the connection looks from our end and from the server's.
struct network_path {
  bool tcp = false;  ///< we dialled a TCP port
  int own_port = 0;
  int dialled_port = 0;
  bool tls = false;
  std::string asked_name;     ///< the application_name that we sent …
  std::string reported_name;  ///< … and the one that the login reports

  bool told = false;  ///< the server told the rest
  std::string client_address;
  std::optional<int> client_port;  ///< nullopt: it was reached through a Unix socket
  std::optional<int> server_port;
  std::optional<bool> server_tls;
  std::string server_name;  ///< application_name of the server connection
};

/// What a server connection ran last, by pg_stat_activity, while we had left it alone.
enum class last_ran {
  not_seen,
  ours,     ///< our own statement
  cleared,  ///< what poolers run to clear a session
  other,    ///< somebody else's statement
  ended,    ///< there is no such server connection any more
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
      second;            ///< backend of client A while B held the first, or of B where A's was never taken
  bool blocked = false;  ///< A got no other server connection while B held the first
  /// From the beginning of the first login to the first answer, without what our own messages took to travel.
  double first_ms = 0;
  bool waits = false;     ///< just now A waits, as long as the pool may still open a server connection
  bool over = false;      ///< nobody waits for anything any more
  bool wandered = false;  ///< some client's backend changed without being forced, or was another's before
  std::chrono::milliseconds settle{0};  ///< B got it only after a pause
  int detours = 0;                      ///< how many others B was given first
  int clients = 2;                      ///< how many connections took part, those that were given up included
  int processes = 1;  ///< pooler processes that must have answered, by the pools they kept apart
  /// Where nothing was shared: each new connection had a server connection that was new to us, as behind more
  /// pooler processes than we have clients.
  bool scattered = false;
  last_ran after_transaction = last_ran::not_seen;  ///< on the server connection of a client that is idle …
  last_ran after_disconnect = last_ran::not_seen;   ///< … and of one that has left
  std::string clearing;                             ///< the words of `cleared`
};

/// One setting that the admin console tells.
struct console_setting {
  std::string name;
  std::string value;
};

/// What the admin console says (only with --admin).
struct console_report {
  std::string version;                                             ///< e.g. "1.24.1"
  poolprobe::pool_mode pool_mode = poolprobe::pool_mode::unknown;  ///< of this database
  std::optional<long> max_prepared_statements;
  std::string failure = {};  ///< why it said nothing; empty when it spoke
  std::vector<console_setting> settings = {};
};

/// How `BEGIN` was taken.
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

/// Everything that was seen of what lies between us and the server: the facts, before any conclusion.
struct signals {
  std::optional<announcement> announced;
  int announcements =
      0;            ///< how often one login carried `pgbouncer.version`; 0 where it could not be counted
  int key_pid = 0;  ///< process id of BackendKeyData; 0 when none was sent
  std::vector<int> key_pids;  ///< of all our logins
  std::optional<int> backend_pid;
  ages first;                 ///< of the first answer
  std::optional<ages> again;  ///< of a client that left and came back
  poolprobe::network_path network_path;
  forced_switch pool_facts;
  std::optional<std::string> sent_name;    ///< the statement name that we sent
  std::optional<std::string> server_name;  ///< the name under which the server knew it
  // Answers to startup packets, before any password.
  std::optional<wire::startup_reply> unknown_option;     ///< options=--unknown=1
  std::optional<wire::startup_reply> unknown_parameter;  ///< an unknown startup parameter
  std::optional<wire::startup_reply> unknown_database;   ///< a database that nobody has
  std::optional<wire::startup_reply> search_path;        ///< a parameter that PgBouncer takes from 1.26 on
  std::optional<wire::startup_reply> newer_protocol;     ///< protocol 3.2
  std::optional<wire::server_error> unknown_statement;  ///< answer to Describe of a statement nobody prepared
  std::vector<own_answer> own_answers;
  bool asked_who = false;  ///< who makes such a pooler was asked, also where nobody answered
  begin_result begin = begin_result::not_tried;
  std::optional<wire::server_error> begin_refusal;  ///< where `begin` is `refused`
  std::optional<wire::server_error> query_refusal;  ///< of a simple query, by a pooler that allows none
  std::optional<console_report> console;
};

}  // namespace poolprobe
