#include "survey/survey.hpp"

#include "survey/observe.hpp"
#include "survey/reading.hpp"

namespace poolprobe {
namespace {

bool shared_by_announcement(signals const& seen) {
  return seen.announced && (seen.announced->pool_mode == pool_mode::transaction ||
                            seen.announced->pool_mode == pool_mode::statement);
}

/// Which hand-over the probes must reckon with. A negative observation does not overrule an announcement.
hand_over how_handed_over(signals const& seen) {
  using result = forced_switch::result;
  auto const& s = seen.hand_over;
  auto const own = s.how == result::never_taken || s.how == result::other_blocked;
  return {.dedicated = own && !shared_by_announcement(seen) && !renamed(seen),
          .single_server = s.blocked,
          .single_client = s.how == result::other_blocked,
          .several = s.processes > 1,
          .settling = s.settling};
}

/// An announced mode is believed, unless server connections are shared all the same: then somebody else
/// shares them, further behind.
bool must_try_begin(signals const& seen) {
  if (seen.announced && shared_by_announcement(seen)) return false;
  return seen.hand_over.how == forced_switch::result::taken || seen.hand_over.wandered;
}

std::optional<known_refusal> block_refusal(signals const& seen) {
  if (seen.begin_refusal) return known_refusal{seen.begin_refusal->sqlstate, seen.begin_refusal->text()};
  if (!seen.announced || seen.announced->pool_mode != pool_mode::statement) return std::nullopt;
  return known_refusal{{}, "not tried: the pooler announces statement mode, which has no transaction blocks"};
}

std::optional<known_refusal> query_refusal(signals const& seen) {
  if (!seen.query_refusal) return std::nullopt;
  return known_refusal{seen.query_refusal->sqlstate, seen.query_refusal->text()};
}

server_info server_of(wire::login const* login) {
  if (login == nullptr) return {};
  auto const found = login->parameters.find("server_version");
  return {found == login->parameters.end() ? std::string() : found->second};
}

/// What may be refused: each refusal is a line in a log, and some cost a connection.
void provoke(stage& on, signals& seen) {
  if (!seen.announced) observe_refusals(on, seen);
  observe_simple_query(on, seen);
}

}  // namespace

surveyed survey(stage& on, survey_options options) {
  signals seen;
  on.believe({});
  observe_first_answer(on, seen);
  auto server = server_of(on.client("A").login());
  observe_forced_switch(on, seen);
  on.believe(how_handed_over(seen));
  observe_server_name(on, seen);
  on.servers = how_handed_over(seen);
  if (!on.allowed.passive && must_try_begin(seen)) observe_begin(on, seen);
  on.dismiss("C");
  if (!on.allowed.passive) provoke(on, seen);
  on.servers.block = block_refusal(seen);
  on.servers.simple_query = query_refusal(seen);
  if (options.admin) observe_console(on, seen);
  (void)on.take_transcript();
  auto pooler = weigh(seen);
  if (on.allowed.passive) {
    auto const open = untried(seen, pooler);
    pooler.evidence.insert(pooler.evidence.begin(), open.begin(), open.end());
  }
  return {std::move(pooler), std::move(server)};
}

}  // namespace poolprobe
