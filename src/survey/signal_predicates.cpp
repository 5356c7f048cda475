#include "survey/signal_predicates.hpp"

#include "survey/pooler_layers.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;

/// PgBouncer's own errors have exactly these fields (src/proto.c, send_pooler_error).
bool has_pgbouncer_fields(wire::server_error const& error) { return error.fields == "SCM"; }

}  // namespace

bool refused_by_pgbouncer(std::optional<wire::startup_reply> const& answer) {
  return answer && answer->error && !answer->after_login && has_pgbouncer_fields(*answer->error) &&
         answer->error->sqlstate == "08P01" &&
         answer->error->message.find("startup parameter") != std::string::npos;
}

bool refused_by_postgres(std::optional<wire::startup_reply> const& answer) {
  return answer && answer->error && answer->error->from_postgres();
}

bool pgbouncer_refusal(signals const& s) {
  if (s.query_refusal && has_pgbouncer_fields(*s.query_refusal)) return true;
  return refused_by_pgbouncer(s.unknown_option) || refused_by_pgbouncer(s.unknown_parameter);
}

bool key_differs(signals const& s) { return s.backend_pid && s.key_pid != 0 && s.key_pid != *s.backend_pid; }

bool renamed(signals const& s) { return s.sent_name && s.server_name && *s.sent_name != *s.server_name; }

/// 50 ms of tolerance, as the two clocks may not run equally fast.
bool reused_backend(ages const& seen) {
  return seen.backend_ms && seen.own_ms && *seen.backend_ms > *seen.own_ms + 50;
}

bool multiplexed(signals const& s) {
  return s.pool_facts.how == result::taken || s.pool_facts.moved_unforced;
}

bool console_spoke(signals const& s) { return s.console && s.console->failure.empty(); }

bool announces_shared(signals const& s) {
  return s.announced && !is_passed_on(s) &&
         (s.announced->pool_mode == pool_mode::transaction || s.announced->pool_mode == pool_mode::statement);
}

bool relayed(signals const& s) {
  auto const& way = s.network_path;
  return way.told && way.tcp && way.client_port != way.own_port;
}

bool looks_direct(signals const& s) {
  return s.key_pid != 0 && s.key_pid == s.backend_pid && !reused_backend(s.first) &&
         s.pool_facts.how == result::never_taken && !(s.again && reused_backend(*s.again));
}

bool keeps_until_disconnect(forced_switch const& seen) {
  return seen.after_transaction == last_ran::ours &&
         (seen.after_disconnect == last_ran::cleared || seen.after_disconnect == last_ran::ended);
}

}  // namespace poolprobe
