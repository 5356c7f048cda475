#include <fmt/format.h>

#include <array>
#include <string_view>

#include "survey/survey.hpp"
#include "survey/version_range.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;

/// How each pooler that tracks prepared statements names them on the server: PgBouncer include/prepare.h,
/// Odyssey sources/include/pstmt.h, PgCat src/messages.rs, PgDog and Supavisor sources.
struct naming {
  std::string_view prefix;
  std::string_view product;
};
constexpr std::array namings{naming{"PGBOUNCER_", "pgbouncer"}, naming{"odyssey_pstmt_", "odyssey"},
                             naming{"PGCAT_", "pgcat"}, naming{"__pgdog_", "pgdog"},
                             naming{"sv_", "supavisor"}};

/// PgBouncer's own errors have exactly these fields (src/proto.c, send_pooler_error).
bool has_pgbouncer_fields(wire::server_error const& error) { return error.fields == "SCM"; }

bool refused_by_pgbouncer(std::optional<wire::greeting> const& answer) {
  return answer && answer->error && !answer->after_login && has_pgbouncer_fields(*answer->error) &&
         answer->error->sqlstate == "08P01" &&
         answer->error->message.find("startup parameter") != std::string::npos;
}

bool refused_by_postgres(std::optional<wire::greeting> const& answer) {
  return answer && answer->error && answer->error->from_postgres();
}

bool pgbouncer_refusal(signals const& s) {
  if (s.query_refusal && has_pgbouncer_fields(*s.query_refusal)) return true;
  return refused_by_pgbouncer(s.unknown_option) || refused_by_pgbouncer(s.unknown_parameter);
}

bool key_differs(signals const& s) { return s.backend_pid && s.key_pid != 0 && s.key_pid != *s.backend_pid; }

bool renamed(signals const& s) { return s.sent_name && s.server_name && *s.sent_name != *s.server_name; }

/// 50 ms of tolerance for two clocks that do not run equally fast.
bool reused_backend(signals const& s) {
  return s.backend_age_ms && s.own_age_ms && *s.backend_age_ms > *s.own_age_ms + 50;
}

bool multiplexed(signals const& s) { return s.hand_over.how == result::taken || s.hand_over.wandered; }

bool console_spoke(signals const& s) { return s.console && s.console->failure.empty(); }

certainty presence(signals const& s) {
  if (s.announced || console_spoke(s) || key_differs(s) || reused_backend(s) || multiplexed(s) ||
      renamed(s) || pgbouncer_refusal(s) || s.hand_over.how == result::other_blocked) {
    return certainty::yes;
  }
  auto const all_negatives =
      s.backend_pid == s.key_pid && s.backend_age_ms && s.hand_over.how == result::never_taken;
  return all_negatives ? certainty::no : certainty::unknown;
}

std::string product(signals const& s, certainty present) {
  if (present == certainty::no) return "none";
  if (s.announced || console_spoke(s)) return "pgbouncer";
  if (renamed(s)) {
    for (auto const& known : namings) {
      if (s.server_name->starts_with(known.prefix)) return std::string(known.product);
    }
  }
  return pgbouncer_refusal(s) ? "pgbouncer" : "unknown";
}

pool_mode said_mode(signals const& s) {
  if (s.announced && s.announced->pool_mode != pool_mode::unknown) return s.announced->pool_mode;
  return s.console ? s.console->pool_mode : pool_mode::unknown;
}

pool_mode mode(signals const& s, certainty present) {
  if (s.announced && s.announced->pool_mode != pool_mode::unknown) return s.announced->pool_mode;
  if (multiplexed(s)) {
    if (s.begin == begin_result::refused) return pool_mode::statement;
    if (s.begin == begin_result::accepted) return pool_mode::transaction;
    return said_mode(s);
  }
  if (s.hand_over.how == result::other_blocked) return pool_mode::session;
  if (s.hand_over.how != result::never_taken) return said_mode(s);
  if (present == certainty::no) return pool_mode::none;
  return present == certainty::yes ? pool_mode::session : pool_mode::unknown;
}

support prepared(signals const& s, pool_mode mode) {
  if (mode == pool_mode::session || mode == pool_mode::none) return support::supported;
  if (mode == pool_mode::unknown && !multiplexed(s)) return support::unknown;
  if (!s.server_name) return support::unknown;
  return renamed(s) ? support::supported : support::unsupported;
}

// ---- the evidence, in words ----

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
         h.blocked ? "server connections are shared, and the pool has only one"
                   : "server connections are shared between transactions"});
  } else if (h.how == result::never_taken) {
    to.push_back(
        {"forced-switch",
         fmt::format("client A stayed on server connection {}, client B on {}", first, h.second.value_or(0)),
         "each client has a server connection of its own"});
  } else if (h.how == result::other_blocked) {
    to.push_back({"forced-switch",
                  fmt::format("client B got no server connection until client A left, then A's: {}", first),
                  "a client keeps its server connection while it is connected, and the pool has only one"});
  } else if (h.wandered) {
    to.push_back({"forced-switch", "a client's server connection changed between its transactions",
                  "server connections are shared between transactions"});
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

pooler_info weigh(signals const& s) {
  pooler_info info;
  info.present = presence(s);
  info.product = product(s, info.present);
  if (info.product == "pgbouncer") info.version = pgbouncer_version(s);
  info.pool_mode = mode(s, info.present);
  info.prepared_statements = prepared(s, info.pool_mode);
  info.layers = info.present == certainty::yes ? 1 : 0;
  tell_announcement(s, info.evidence);
  tell_console(s, info.pool_mode, info.evidence);
  tell_refusal(s.unknown_option, "an unknown setting in options", info.evidence);
  tell_refusal(s.unknown_parameter, "an unknown startup parameter", info.evidence);
  tell_switch(s, info.evidence);
  tell_name(s, info.evidence);
  tell_begin(s, info.evidence);
  tell_query(s, info.evidence);
  tell_key_pid(s, info.evidence);
  tell_age(s, info.evidence);
  return info;
}

}  // namespace poolprobe
