#include "survey/pooler_layers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "survey/product_rules.hpp"
#include "survey/signal_predicates.hpp"
#include "survey/version_range.hpp"

namespace poolprobe {
namespace {

using sentences = std::vector<std::string>;

/// A session pool in front holds one server connection for each client, so the pooler that shares them is
/// further behind.
void add_session(signals const& s, sentences& to) {
  if (!s.announced || is_passed_on(s)) return;
  auto const says_session = s.announced->pool_mode == pool_mode::session;
  if (says_session && multiplexed(s)) {
    to.emplace_back("session mode is announced, and yet server connections are shared");
  }
  if (renamed(s) && (says_session || s.announced->max_prepared_statements == 0)) {
    to.push_back(
        fmt::format("what is announced keeps no track of prepared statements, and yet the server knows "
                    "one as {}",
                    *s.server_name));
  }
}

void add_names(signals const& s, sentences& to) {
  if (!pgbouncer_refusal(s) || !renamed(s)) return;
  auto const namer = product_of_name(s);
  if (!namer.empty() && namer != "pgbouncer") {
    to.push_back(
        fmt::format("PgBouncer answers first, and yet the server knows a statement as {}", *s.server_name));
  } else if (too_old_to_track(s)) {
    to.push_back(
        fmt::format("this PgBouncer is too old to keep track of prepared statements, and yet the server "
                    "knows one as {}",
                    *s.server_name));
  }
}

}  // namespace

bool is_passed_on(signals const& s) { return s.announced && refused_by_pgbouncer(s.search_path); }

std::vector<std::string> contradictions(signals const& s) {
  sentences found;
  if (is_passed_on(s)) {
    found.push_back(fmt::format("PgBouncer {} is announced, and yet {}", s.announced->version,
                                s.search_path->error->text()));
  }
  if (s.announcements > 1)
    found.push_back(fmt::format("one login carried the announcement of {} PgBouncers", s.announcements));
  add_session(s, found);
  add_names(s, found);
  return found;
}

int layers_seen(signals const& s) { return std::max(contradictions(s).empty() ? 1 : 2, s.announcements); }

}  // namespace poolprobe
