#include "survey/evidence.hpp"
#include "survey/reading.hpp"
#include "survey/survey.hpp"
#include "survey/version_range.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;

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
  if (s.announced || console_spoke(s) || pgbouncer_refusal(s)) return "pgbouncer";
  auto const namer = product_of_name(s);
  return namer.empty() ? "unknown" : std::string(namer);
}

int layers(signals const& s, certainty present) {
  if (present != certainty::yes) return 0;
  return contradictions(s).empty() ? 1 : 2;
}

pool_mode said_mode(signals const& s) {
  if (s.announced && s.announced->pool_mode != pool_mode::unknown) return s.announced->pool_mode;
  return s.console ? s.console->pool_mode : pool_mode::unknown;
}

bool says_shared(signals const& s) {
  return s.announced &&
         (s.announced->pool_mode == pool_mode::transaction || s.announced->pool_mode == pool_mode::statement);
}

/// Of the whole way to the server. Who shares server connections, or keeps track of statements because of
/// that, is not in session mode, whatever another pooler in front of it says.
pool_mode mode(signals const& s, certainty present) {
  if (says_shared(s)) return s.announced->pool_mode;
  if (multiplexed(s)) {
    if (s.begin == begin_result::refused) return pool_mode::statement;
    if (s.begin == begin_result::accepted) return pool_mode::transaction;
    return s.announced ? pool_mode::unknown : said_mode(s);
  }
  if (renamed(s)) return pool_mode::unknown;
  if (s.announced && s.announced->pool_mode == pool_mode::session) return pool_mode::session;
  if (s.hand_over.how == result::other_blocked) return pool_mode::session;
  if (s.hand_over.how != result::never_taken) return said_mode(s);
  if (present == certainty::no) return pool_mode::none;
  return present == certainty::yes ? pool_mode::session : pool_mode::unknown;
}

/// With a second pooler the names on the server are those of one of the two; only where the first keeps a
/// server connection for each client does that settle it.
support prepared(signals const& s, pooler_info const& so_far) {
  auto const mode = so_far.pool_mode;
  if (mode == pool_mode::session || mode == pool_mode::none) return support::supported;
  if (mode == pool_mode::unknown && !multiplexed(s)) return support::unknown;
  auto const behind_session = s.announced && s.announced->pool_mode == pool_mode::session;
  if (so_far.layers > 1 && renamed(s) && !behind_session) return support::unknown;
  if (!s.server_name) return support::unknown;
  return renamed(s) ? support::supported : support::unsupported;
}

}  // namespace

pooler_info weigh(signals const& s) {
  pooler_info info;
  info.present = presence(s);
  info.product = product(s, info.present);
  if (info.product == "pgbouncer") info.version = pgbouncer_version(s);
  info.layers = layers(s, info.present);
  info.pool_mode = mode(s, info.present);
  info.prepared_statements = prepared(s, info);
  info.evidence = evidence_of(s, info);
  return info;
}

}  // namespace poolprobe
