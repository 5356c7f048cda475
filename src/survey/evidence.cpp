#include "survey/evidence.hpp"

#include <fmt/format.h>

#include <string_view>

#include "survey/reading.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;
using list = std::vector<evidence>;

void tell_announcement(signals const& s, list& to) {
  if (!s.announced) return;
  auto const limit = s.announced->max_prepared_statements;
  to.push_back(
      {"announcement",
       fmt::format("login reports pgbouncer.version={}, pool_mode={}, max_prepared_statements={}",
                   s.announced->version, word(s.announced->pool_mode), limit ? std::to_string(*limit) : "?"),
       "PgBouncer 1.26 or later says so itself"});
}

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

void tell_age(signals const& s, list& to) {
  if (!s.backend_age_ms || !s.own_age_ms) return;
  to.push_back({"backend-age",
                fmt::format("server connection {:.0f} ms old, our connection at most {:.0f} ms",
                            *s.backend_age_ms, *s.own_age_ms),
                reused_backend(s) ? "the server connection was used before us: pooled" : "opened for us"});
}

void tell_switch(signals const& s, list& to) {
  auto const& h = s.hand_over;
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
  } else if (h.wandered) {
    to.push_back({"forced-switch", "a client's server connection changed between its transactions",
                  "server connections are shared between transactions"});
  }
}

void tell_processes(signals const& s, list& to) {
  if (s.hand_over.processes < 2) return;
  to.push_back(
      {"processes",
       fmt::format("of {} client connections some share server connections and some never meet",
                   s.hand_over.clients),
       fmt::format("at least {} pooler processes answer at this address, each with a pool of its own",
                   s.hand_over.processes)});
}

void tell_layers(signals const& s, list& to) {
  for (auto const& why : contradictions(s)) {
    to.push_back({"layers", why, "two poolers, one behind the other"});
  }
}

void tell_name(signals const& s, list& to) {
  if (!s.server_name) return;
  to.push_back(
      {"server-name", fmt::format("a statement sent as {} is {} on the server", *s.sent_name, *s.server_name),
       renamed(s) ? "the pooler keeps track of prepared statements" : "nobody rewrites prepared statements"});
}

void tell_refusal(std::optional<wire::greeting> const& answer, std::string_view what, list& to) {
  if (!answer) return;
  if (refused_by_pgbouncer(answer)) {
    to.push_back({"refusal", fmt::format("{} is refused before login: {}", what, answer->error->text()),
                  "only PgBouncer refuses so, with the error fields S, C and M alone"});
  } else if (refused_by_postgres(answer)) {
    to.push_back({"refusal", fmt::format("{} is refused by PostgreSQL: {}", what, answer->error->text()),
                  "no PgBouncer refused it first"});
  } else if (answer->how == wire::greeting::kind::asked_to_login) {
    to.push_back(
        {"refusal", fmt::format("{} is let through to the login", what), "no PgBouncer refused it first"});
  }
}

void tell_begin(signals const& s, list& to) {
  if (s.begin == begin_result::accepted) {
    to.push_back({"transaction-block", "BEGIN is accepted", "not statement mode"});
  } else if (s.begin == begin_result::refused) {
    to.push_back({"transaction-block", "BEGIN is refused and the connection closed", "statement mode"});
  }
}

void tell_query(signals const& s, list& to) {
  if (!s.query_refusal) return;
  to.push_back({"simple-query", fmt::format("a simple query is refused: {}", s.query_refusal->text()),
                "disable_pqexec is on"});
}

void tell_console(signals const& s, pool_mode concluded, list& to) {
  if (!s.console) return;
  if (!s.console->failure.empty()) {
    to.push_back({"console", s.console->failure, "the admin console does not speak to this user"});
    return;
  }
  auto const limit = s.console->max_prepared_statements;
  auto const agrees = s.console->pool_mode == concluded;
  to.push_back(
      {"console",
       fmt::format("PgBouncer {}, pool_mode={}, max_prepared_statements={}", s.console->version,
                   word(s.console->pool_mode), limit ? std::to_string(*limit) : "not known to it"),
       agrees ? "agrees with what was observed" : "differs from what was observed; the observation counts"});
}

}  // namespace

std::vector<evidence> evidence_of(signals const& s, pooler_info const& concluded) {
  list all;
  tell_announcement(s, all);
  tell_console(s, concluded.pool_mode, all);
  tell_layers(s, all);
  tell_refusal(s.unknown_option, "an unknown setting in options", all);
  tell_refusal(s.unknown_parameter, "an unknown startup parameter", all);
  tell_switch(s, all);
  tell_processes(s, all);
  tell_name(s, all);
  tell_begin(s, all);
  tell_query(s, all);
  tell_key_pid(s, all);
  tell_age(s, all);
  return all;
}

}  // namespace poolprobe
