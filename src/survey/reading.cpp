#include "survey/reading.hpp"

#include <fmt/format.h>

#include <array>

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

}  // namespace

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

std::string_view product_of_name(signals const& s) {
  if (!renamed(s)) return {};
  for (auto const& known : namings) {
    if (s.server_name->starts_with(known.prefix)) return known.product;
  }
  return {};
}

std::vector<std::string> contradictions(signals const& s) {
  std::vector<std::string> found;
  auto const says_session = s.announced && s.announced->pool_mode == pool_mode::session;
  if (says_session && multiplexed(s)) {
    found.emplace_back("session mode is announced, and yet server connections are shared");
  }
  if (s.announced && renamed(s) && (says_session || s.announced->max_prepared_statements == 0)) {
    found.push_back(
        fmt::format("what is announced keeps no track of prepared statements, and yet the server knows "
                    "one as {}",
                    *s.server_name));
  }
  if (pgbouncer_refusal(s) && renamed(s)) {
    auto const namer = product_of_name(s);
    if (!namer.empty() && namer != "pgbouncer") {
      found.push_back(
          fmt::format("PgBouncer answers first, and yet the server knows a statement as {}", *s.server_name));
    } else if (too_old_to_track(s)) {
      found.push_back(
          fmt::format("this PgBouncer is too old to keep track of prepared statements, and yet the server "
                      "knows one as {}",
                      *s.server_name));
    }
  }
  return found;
}

}  // namespace poolprobe
