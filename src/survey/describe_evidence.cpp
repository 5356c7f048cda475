#include "survey/describe_evidence.hpp"

#include <fmt/format.h>

#include <string_view>

#include "survey/admin_console_claims.hpp"
#include "survey/signal_predicates.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;
using list = std::vector<evidence>;

void tell_key_pid(signals const& s, list& to) {
  if (!s.backend_pid) return;
  if (s.key_pid == 0) {
    to.push_back(
        {"key-pid", "the login gave no cancel key", "PostgreSQL always gives one: something is in between"});
    return;
  }
  to.push_back(
      {"key-pid",
       fmt::format("cancel key says process {}, pg_backend_pid() says {}", s.key_pid, *s.backend_pid),
       key_differs(s) ? "something between us and the server speaks the protocol itself"
                      : "as PostgreSQL itself does"});
}

std::string compared(ages const& seen) {
  return fmt::format("server connection {:.0f} ms old, our connection at most {:.0f} ms", *seen.backend_ms,
                     *seen.own_ms);
}

void tell_age(signals const& s, list& to) {
  if (!s.first.backend_ms || !s.first.own_ms) return;
  to.push_back(
      {"backend-age", compared(s.first),
       reused_backend(s.first) ? "the server connection was used before us: pooled" : "opened for us"});
}

void tell_again(signals const& s, list& to) {
  if (!s.again || !s.again->backend_ms || !s.again->own_ms) return;
  to.push_back({"backend-age-again", "after leaving and coming back: " + compared(*s.again),
                reused_backend(*s.again) ? "the server connection was kept for the next client: pooled"
                                         : "opened for us"});
}

/// The server's view of the connection, where it differs from what we see of it.
void tell_route(signals const& s, list& to) {
  auto const& way = s.network_path;
  if (!way.told) return;
  if (relayed(s)) {
    auto const there =
        way.client_port ? fmt::format("TCP port {}", *way.client_port) : std::string("a Unix socket");
    to.push_back(
        {"route", fmt::format("we send from TCP port {}, the server sees {}", way.own_port, there),
         "somebody passes the bytes on: a pooler, a TCP proxy, or a network that translates addresses"});
  } else if (way.tcp) {
    to.push_back(
        {"route", fmt::format("the server sees our own TCP port, {}", way.own_port), "nobody is in between"});
  }
  if (way.server_tls && *way.server_tls != way.tls) {
    to.push_back({"tls", way.tls ? "we use TLS, the server sees none" : "we use no TLS, the server sees TLS",
                  "TLS ends on the way"});
  }
}

void tell_switch(signals const& s, list& to) {
  auto const& h = s.pool_facts;
  auto const first = h.first.value_or(0);
  if (h.how == result::taken) {
    auto const a = h.blocked  ? std::string("client A then had to wait for it")
                   : h.second ? fmt::format("client A was then served by {}", *h.second)
                              : std::string("client A then got no answer");
    to.push_back(
        {"forced-switch",
         fmt::format("client B was given server connection {} while client A was connected; {}", first, a),
         h.blocked ? "server connections are shared, and the pool gave no second one"
                   : "server connections are shared between transactions"});
  } else if (h.how == result::never_taken) {
    to.push_back(
        {"forced-switch",
         fmt::format("client A stayed on server connection {}, client B on {}", first, h.second.value_or(0)),
         h.clients > 2 ? fmt::format("each of {} clients had a server connection of its own", h.clients)
                       : "each client has a server connection of its own"});
  } else if (h.how == result::other_blocked) {
    to.push_back({"forced-switch",
                  fmt::format("client B got no server connection until client A left, then A's: {}", first),
                  "a client keeps its server connection while it is connected, and the pool has only one"});
  } else if (h.moved_unforced) {
    to.push_back({"forced-switch",
                  "a client's server connection changed between its transactions, or had been another's",
                  "server connections are shared between transactions"});
  }
}

void tell_processes(signals const& s, list& to) {
  if (s.pool_facts.processes > 1) {
    to.push_back({"processes",
                  fmt::format("of {} client connections some share server connections and some never meet",
                              s.pool_facts.clients),
                  fmt::format("several processes: at least {} poolers answer at this address, each with a "
                              "pool of its own",
                              s.pool_facts.processes)});
  } else if (s.pool_facts.scattered) {
    to.push_back({"processes",
                  fmt::format("of {} client connections no two shared a server connection, and each new one "
                              "had one that was new to us",
                              s.pool_facts.clients),
                  "session mode, or more pooler processes than there were clients"});
  }
}

void tell_servers(signals const& s, list& to) {
  if (s.servers.size() < 2) return;
  std::vector<std::string> all;
  for (auto const& one : s.servers)
    all.push_back(fmt::format("{} started {}", one.standby ? "a standby" : "a primary", one.started));
  to.push_back(
      {"servers", fmt::format("connections to this address reached {}", fmt::join(all, " and ")),
       "a balancer or the pooler chooses the server for each connection: what one of them does may not "
       "be true of the others"});
}

void tell_splitting(signals const& s, list& to) {
  if (s.splits_reads) {
    to.push_back({"read-splitting",
                  "to one client a standby answered what only reads, and a primary the same with FOR UPDATE",
                  "reads go to a standby: one right after a write may not see it, unless both are in one "
                  "transaction that has written before"});
  }
}

void tell_database(signals const& s, list& to) {
  if (s.asked_database.empty() || s.servers.empty()) return;
  auto const& found = s.servers.begin()->database;
  if (found.empty() || found == s.asked_database) return;
  to.push_back(
      {"database",
       fmt::format("the database that is asked for is {}, the server says {}", s.asked_database, found),
       "the pooler leads the name to another database (PgBouncer: dbname= in [databases])"});
}

/// What a server connection ran while it was idle.
void tell_clearing(signals const& s, list& to) {
  auto const& h = s.pool_facts;
  if (h.after_transaction == last_ran::cleared) {
    to.push_back({"clearing",
                  fmt::format("after a transaction of ours its server connection ran: {}", h.clearing),
                  "the pooler clears it before the next one: what a session has set is lost, but reaches "
                  "nobody else"});
  } else if (keeps_until_disconnect(h) && h.after_disconnect == last_ran::ended) {
    to.push_back({"clearing", "when a client left, its server connection ended with it",
                  "a client has a server connection of its own, and nobody keeps it for the next"});
  } else if (keeps_until_disconnect(h)) {
    to.push_back(
        {"clearing",
         fmt::format("while a client was idle its server connection ran nothing, when it had left: {}",
                     h.clearing),
         "a client keeps its server connection until it leaves"});
  }
}

void tell_name(signals const& s, list& to) {
  if (!s.server_name) return;
  to.push_back(
      {"server-name", fmt::format("a statement sent as {} is {} on the server", *s.sent_name, *s.server_name),
       renamed(s) ? "the pooler keeps track of prepared statements" : "nobody rewrites prepared statements"});
}

void tell_begin(signals const& s, list& to) {
  if (s.begin == begin_result::accepted) {
    to.push_back({"transaction-block", "BEGIN is accepted", "not statement mode"});
  } else if (s.begin == begin_result::refused) {
    to.push_back({"transaction-block", "BEGIN is refused and the connection closed", "statement mode"});
  } else if (s.begin == begin_result::lost) {
    to.push_back({"transaction-block", "BEGIN is accepted, and its transaction is over at the next statement",
                  "statement mode, without a word to the client"});
  }
}

void tell_query(signals const& s, list& to) {
  if (!s.query_refusal) return;
  to.push_back({"simple-query", fmt::format("a simple query is refused: {}", s.query_refusal->text()),
                "disable_pqexec is on"});
}

}  // namespace

std::vector<evidence> evidence_of(signals const& s, pooler_info const& concluded) {
  list all;
  auto const claims = claims_of(s, concluded);
  tell_make(s, claims, all);
  tell_switch(s, all);
  tell_processes(s, all);
  tell_servers(s, all);
  tell_splitting(s, all);
  tell_database(s, all);
  tell_name(s, all);
  tell_clearing(s, all);
  tell_begin(s, all);
  tell_query(s, all);
  tell_again(s, all);
  tell_route(s, all);
  tell_key_pid(s, all);
  tell_age(s, all);
  tell_details(s, claims, concluded, all);
  return all;
}

}  // namespace poolprobe
