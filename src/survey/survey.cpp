#include "survey/survey.hpp"

#include "connection_text/managed_services.hpp"
#include "model/product.hpp"
#include "survey/observe.hpp"
#include "survey/path.hpp"
#include "survey/pooler_layers.hpp"
#include "survey/product_rules.hpp"
#include "survey/signal_predicates.hpp"
#include "survey/version_range.hpp"
#include "testbed/parallel_tasks.hpp"
#include "wire/connection.hpp"

namespace poolprobe {
namespace {

/// How long a pooler that resets server connections first needs before it gives one out again. Odyssey does
/// so by default (pool_discard), and on a slow machine too late to be seen.
std::chrono::milliseconds settle_of(signals const& all) {
  auto const& seen = all.pool_facts;
  auto const clears = seen.after_transaction == last_ran::cleared || product_of(all) == "odyssey";
  return seen.settle.count() > 0 || !clears ? seen.settle : std::chrono::milliseconds(4);
}

/// How server connections are handed out, as the probes must assume it. A negative observation does not
/// overrule an announcement.
pool_facts how_handed_over(signals const& seen) {
  using result = forced_switch::result;
  auto const& s = seen.pool_facts;
  auto const own = s.how == result::never_taken || s.how == result::other_blocked;
  auto const doubtful = s.scattered && product_of(seen) != "pgpool";
  return {.direct = looks_direct(seen) && product_of(seen) == "unknown",
          .dedicated = own && !announces_shared(seen) && !renamed_for_sharing(seen) && !doubtful,
          .single_server = s.blocked,
          .single_client = s.how == result::other_blocked,
          .several_processes = s.processes > 1,
          .relayed = looks_direct(seen) && relayed(seen),
          .reuse_delay = settle_of(seen),
          .clears = settle_of(seen).count() > 0};
}

std::optional<known_refusal> block_refusal(signals const& seen) {
  if (seen.begin_refusal) return known_refusal{seen.begin_refusal->sqlstate, seen.begin_refusal->text()};
  if (seen.begin == begin_result::lost)
    return known_refusal{{}, "BEGIN is accepted, and yet its transaction is over at the next statement"};
  if (!announces_shared(seen) || seen.announced->pool_mode != pool_mode::statement) return std::nullopt;
  return known_refusal{{}, "not tried: the pooler announces statement mode, which has no transaction blocks"};
}

std::optional<known_refusal> query_refusal(signals const& seen) {
  if (!seen.query_refusal) return std::nullopt;
  return known_refusal{seen.query_refusal->sqlstate, seen.query_refusal->text()};
}

server_info server_of(wire::login_facts const* login_facts) {
  if (login_facts == nullptr) return {};
  auto const found = login_facts->parameters.find("server_version");
  return {found == login_facts->parameters.end() ? std::string() : found->second};
}

/// Whether to ask who makes the pooler: no product is known, and the bytes are relayed or something looks
/// like a pooler.
bool must_ask_who(signals const& seen) {
  if (product_of(seen) != "unknown") return false;
  return relayed(seen) || !looks_direct(seen);
}

bool is_one_pgbouncer(pooler_info const& pooler) {
  return pooler.product == product::pgbouncer && pooler.layers == 1;
}

/// PgBouncer before 1.21 counts only the Syncs that it has read. Where several Syncs travel together it may
/// give the server connection back in the middle of the message behind the first one, and the rest goes to
/// the next client on that server connection: seen on 1.18, where other clients lost their connections. Since
/// 1.21 it tracks every answer that is still due (src/client.c, outstanding requests).
bool counts_syncs(pooler_info const& pooler) {
  if (pooler.present == certainty::no) return true;
  auto const minor = least_minor(pooler.version.value_or(""));
  return is_one_pgbouncer(pooler) && minor && *minor >= 21;
}

/// Where server connections are shared, this is proved for PgBouncer only (tests/lab/foreign_load_test.cpp).
bool switches_at_once(pool_facts const& servers, pooler_info const& pooler) {
  return is_one_pgbouncer(pooler) || (servers.dedicated && servers.in_one_go);
}

/// Whether it may read SQL and choose the server by it. Of these poolers it is known that they do not.
bool may_split_reads(signals const& seen) {
  auto const product = product_of(seen);
  return !looks_direct(seen) && !seen.pool_facts.blocked && product != product::pgbouncer &&
         product != product::odyssey && product != product::pgagroal && product != product::supavisor;
}

/// Whether server connections are shared and no announcement says in which mode.
bool must_try_begin(signals const& seen) { return multiplexed(seen) && !announces_shared(seen); }

/// Asks what may be refused: each refusal is a line in a log, and some cost a connection. An announced mode
/// is believed, unless server connections turn out to be shared nevertheless: then another pooler further
/// behind shares them, which is known only after asking who announces.
void observe_what_may_be_refused(testbed& on, signals& seen) {
  auto const narrow = on.most_connections() < 3;
  if (narrow) on.disconnect("B");
  auto const known_to_share = !seen.announced && must_try_begin(seen);
  parallel_tasks at_once(on);
  at_once.add({"A"}, [&seen](testbed& own) {
    observe_server_name(own, seen);
    observe_simple_query(own, seen);
  });
  at_once.add({}, [&seen](testbed& own) {
    if (seen.announced) observe_announcer(own, seen);
    if (!seen.announced || is_passed_on(seen)) observe_refusals(own, seen);
  });
  if (known_to_share && !narrow) at_once.add({"B"}, [&seen](testbed& own) { observe_begin(own, seen); });
  at_once.run();
  on.refine_pool_facts(how_handed_over(seen));
  if (must_ask_who(seen)) observe_make(on, seen);
  if (may_split_reads(seen)) observe_read_splitting(on, seen);
  observe_parse_pinning(on, seen);
  if (product_of(seen) == "pgpool") observe_pgpool(on, seen);
  if (product_of(seen) == "pgbouncer") observe_version(on, seen);
  if (seen.begin == begin_result::not_tried && must_try_begin(seen)) observe_begin(on, seen);
}

}  // namespace

surveyed survey(testbed& on, survey_options options) {
  signals seen;
  seen.pool_facts.keep_first = options.first_is_open;
  on.set_pool_facts({});
  observe_first_answer(on, seen, options.first_is_open);
  auto server = server_of(on.client("A").login_facts());
  observe_forced_switch(on, seen, options.meanwhile);
  seen.flush_unanswered = on.flush_unanswered();
  on.set_pool_facts(how_handed_over(seen));
  on.disconnect("C");
  if (!looks_direct(seen) && !seen.pool_facts.blocked && on.most_connections() > 1) observe_servers(on, seen);
  if (looks_direct(seen) && relayed(seen)) observe_again(on, seen);
  if (on.allowed.passive) {
    observe_server_name(on, seen);
  } else {
    observe_what_may_be_refused(on, seen);
  }
  on.set_process_marks(on.slot("A"), seen.server_name ? std::optional(renamed(seen)) : std::nullopt);
  auto facts = how_handed_over(seen);
  facts.block = block_refusal(seen);
  facts.simple_query = query_refusal(seen);
  on.refine_pool_facts(facts);
  if (options.admin) observe_console(on, seen);
  (void)on.take_transcript();
  auto pooler = conclude(seen);
  pooler.path = path_of(seen, pooler, server.version);
  facts = on.servers;  // the testbed may have learnt more in the meantime
  facts.in_one_go = counts_syncs(pooler);
  facts.whole_transactions = pooler.present == certainty::no || is_one_pgbouncer(pooler);
  facts.one_for_all = switches_at_once(facts, pooler);
  facts.tracks_parameters = is_one_pgbouncer(pooler);
  on.refine_pool_facts(facts);
  auto const& shown = on.where().shown;
  if (auto told = service_evidence(shown.host, shown.port, pooler))
    pooler.evidence.push_back(std::move(*told));
  if (on.allowed.passive) {
    auto const open = passive_gaps(seen, pooler);
    pooler.evidence.insert(pooler.evidence.begin(), open.begin(), open.end());
  }
  return {std::move(pooler), std::move(server)};
}

}  // namespace poolprobe
