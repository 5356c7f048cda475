#include "model/product.hpp"
#include "survey/describe_evidence.hpp"
#include "survey/pooler_layers.hpp"
#include "survey/product_rules.hpp"
#include "survey/signal_predicates.hpp"
#include "survey/survey.hpp"
#include "survey/version_range.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;

/// Never "no" from a single negative. Where something relays the bytes, a pooler that opens a fresh server
/// connection for every client would look the same, unless it was asked what it is.
certainty presence(signals const& s, std::string const& product) {
  if (product != product::unknown || key_differs(s) || reused_backend(s.first) ||
      (s.again && reused_backend(*s.again)) || multiplexed(s) || renamed(s) ||
      s.pool_facts.how == result::other_blocked) {
    return certainty::yes;
  }
  if (!looks_direct(s) || !s.first.backend_ms) return certainty::unknown;
  return relayed(s) && !(s.again && s.asked_who) ? certainty::unknown : certainty::no;
}

pool_mode said_mode(signals const& s) {
  if (s.announced && s.announced->pool_mode != pool_mode::unknown) return s.announced->pool_mode;
  return s.console ? s.console->pool_mode : pool_mode::unknown;
}

pool_mode mode_of_shared(signals const& s) {
  if (s.begin == begin_result::refused || s.begin == begin_result::lost) return pool_mode::statement;
  if (s.begin == begin_result::accepted) return pool_mode::transaction;
  return s.announced ? pool_mode::unknown : said_mode(s);
}

/// No sharing was seen. Pgpool-II has no other mode; behind many processes clients do not share either.
pool_mode mode_of_dedicated(signals const& s, pooler_info const& so_far) {
  if (so_far.present == certainty::no) return pool_mode::none;
  if (so_far.present != certainty::yes) return pool_mode::unknown;
  return s.pool_facts.scattered && so_far.product != product::pgpool ? pool_mode::unknown
                                                                     : pool_mode::session;
}

/// The mode of the whole path to the server. A pooler that shares server connections, or tracks statements
/// because it does, is not in session mode, whatever another pooler in front of it says.
pool_mode mode(signals const& s, pooler_info const& so_far) {
  if (announces_shared(s)) return s.announced->pool_mode;
  if (s.pins_at_parse) return pool_mode::transaction;
  if (multiplexed(s)) return mode_of_shared(s);
  if (renamed_for_sharing(s)) return pool_mode::unknown;
  if (s.announced && !is_passed_on(s) && s.announced->pool_mode == pool_mode::session)
    return pool_mode::session;
  if (s.pool_facts.how == result::other_blocked) return pool_mode::session;
  if (s.pool_facts.how != result::never_taken) return said_mode(s);
  return mode_of_dedicated(s, so_far);
}

/// With a second pooler, the names on the server come from one of the two; only where the first keeps a
/// server connection for each client does that settle which one.
support prepared(signals const& s, pooler_info const& so_far) {
  auto const mode = so_far.pool_mode;
  if (s.pins_at_parse) return support::supported;
  if (mode == pool_mode::session || mode == pool_mode::none) return support::supported;
  if (mode == pool_mode::unknown && !multiplexed(s)) return support::unknown;
  auto const behind_session = s.announced && s.announced->pool_mode == pool_mode::session;
  if (so_far.layers > 1 && renamed(s) && !behind_session) return support::unknown;
  if (!s.server_name) return support::unknown;
  return renamed(s) ? support::supported : support::unsupported;
}

/// Pgpool-II is the only other one that reports its version: "4.6.1 (chirikoboshi)".
std::optional<std::string> version(signals const& s, std::string const& product) {
  if (product == product::pgbouncer) return pgbouncer_version(s);
  for (auto const& own : s.own_answers) {
    if (product == product::pgpool && own.question == "show pool_version")
      return own.answer.substr(0, own.answer.find(' '));
  }
  return std::nullopt;
}

}  // namespace

pooler_info conclude(signals const& s) {
  pooler_info info;
  info.product = product_of(s);
  info.present = presence(s, info.product);
  info.version = version(s, info.product);
  info.layers = info.present == certainty::yes ? layers_seen(s) : 0;
  info.pool_mode = mode(s, info);
  info.prepared_statements = prepared(s, info);
  if (s.pins_at_parse) info.pinned_by.emplace_back("Parse");
  info.evidence = evidence_of(s, info);
  if (info.present == certainty::no) info.product = product::none;
  return info;
}

}  // namespace poolprobe
