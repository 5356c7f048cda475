#include <algorithm>
#include <array>
#include <string_view>

#include "survey/client_pairs.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

/// How the statements begin that poolers clear a session with: PgBouncer server_reset_query, Odyssey
/// pool_discard, Pgpool-II reset_query_list, pgagroal, PgCat cleanup_server_connections.
constexpr std::array<std::string_view, 7> clearing_words{
    "discard ", "reset all", "deallocate all", "unlisten ", "close all", "abort", "rollback",
};
constexpr std::string_view odyssey_words = "set session authorization default";

bool clears(std::string_view text) {
  auto const small = lower_case(text);
  return small.starts_with(odyssey_words) ||
         std::any_of(clearing_words.begin(), clearing_words.end(),
                     [&small](auto words) { return small.starts_with(words); });
}

}  // namespace

std::optional<std::string> look_at(client& asking, int backend) {
  auto const ask =
      testbed::unnamed("select query from pg_stat_activity where pid = $1::int", {std::to_string(backend)});
  auto const told = asking.run(asking.holding() ? "P() B E H" : "P() B E S", ask);
  if (!told.ok() || told.backend == backend) return std::nullopt;
  return told.value();
}

void observe_idle(client& asking, int backend, last_ran& into, std::string& clearing) {
  constexpr std::chrono::milliseconds moment(5);
  auto const start = wire::clock::now();
  note_last_ran(look_at(asking, backend), into, clearing);
  if (into != last_ran::ours || wire::clock::now() - start > 2 * moment) return;
  (void)wire::pause_for(moment);
  note_last_ran(look_at(asking, backend), into, clearing);
}

void note_last_ran(std::optional<std::string> const& told, last_ran& into, std::string& clearing) {
  constexpr std::size_t most = 60;                               // of the words, in a line of evidence
  if (!told || told->empty() || told->starts_with('<')) return;  // not tracked, or not shown to us
  into = *told == backend_sql ? last_ran::ours : last_ran::other;
  if (!clears(*told)) return;
  into = last_ran::cleared;
  clearing = told->substr(0, most);
  if (told->size() > most) clearing += "...";
}

}  // namespace poolprobe
