// The results of two real processes of a driver, whose server connections change hands, equal the verdict of
// poolprobe.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "drivers/real_verdict.hpp"
#include "lab/check_json.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::string set;   ///< which of install.sh's sets is meant, the first argument
std::string only;  ///< a single configuration, where given as the third

/// Cells of the table (configuration x pooler x scenario).
struct {
  int compared = 0;
  int differ = 0;
  int not_played = 0;  ///< features whose process could not be moved
} cells;

struct verdict {
  std::string words;
  std::vector<std::string> caveats;  ///< as real_verdict has them
  std::vector<std::string> features;
  std::string details;
  bool logs_in = true;  ///< otherwise no caveat or feature can be tested
};

bool is_caveat(std::string const& scenario) { return scenario == "failed" || scenario == "refused"; }

/// The groups of features of which a use fails.
std::vector<std::string> broken_features(nlohmann::json const& d) {
  std::vector<std::string> broken;
  for (auto const* group : {"cursors", "batches"}) {
    auto const all = d.value("features", nlohmann::json::array());
    if (std::any_of(all.begin(), all.end(),
                    [group](auto const& f) { return f["group"] == group && f["outcome"] != "works"; }))
      broken.emplace_back(group);
  }
  return broken;
}

/// The whole verdict, or the login, where that breaks. The effect of a startup parameter shows in none of the
/// scenarios, as both processes send the same.
verdict foretold(proof const& of, std::string const& url) {
  auto const result = check_json(url, {"--driver", of.id()});
  auto const words = [](nlohmann::json const& j) {
    auto const state = j["sqlstate"].is_string() ? j["sqlstate"].get<std::string>() : "";
    return in_words(j["outcome"].get<std::string>(), state, j["executions"].get<int>());
  };
  for (auto const& d : result.run.value("drivers", nlohmann::json::array())) {
    if (d["driver"] != of.driver || d["config"] != of.config) continue;
    verdict told{words(d), {}, broken_features(d), {}, true};
    for (auto const& s : d["scenes"]) {
      told.details += fmt::format("\n  expected {}: {}  {}", s["scene"].get<std::string>(), words(s),
                                  s["observed"].get<std::string>());
      if (s["scene"] == "login" && s["outcome"] != "works") {
        told.words = words(s);
        told.logs_in = false;
      }
      if (s["scene"] == "setting" && told.logs_in) told.words = "works";
      if (is_caveat(s["scene"]) && s["outcome"] != "works") told.caveats.push_back(s["scene"]);
    }
    return told;
  }
  return {fmt::format("no verdict, exit {}", result.exit_code), {}, {}, result.errors, false};
}

/// The verdict covers all scenarios at once, so that one that differs counts as one cell.
template <class T>
void compare(T const& really, T const& expected, std::string const& of, std::string const& details) {
  if (really != expected) ++cells.differ;
  CHECK_MESSAGE(really == expected, of, details);
}

void compare(proof const& of, forced_pool const& pool, std::string const& url,
             std::function<std::string()> const& fresh) {
  auto const said = foretold(of, url);
  close_servers(*pool.server);
  auto const was = real_verdict_of(of, pool, fresh);
  auto const details = said.details + was.details;
  auto const not_played = static_cast<int>(was.unknown_features.size());
  cells.not_played += not_played;
  cells.compared += static_cast<int>(std::count(was.details.begin(), was.details.end(), '\n')) - not_played;
  compare(in_words(was.all.outcome, was.all.sqlstate, was.all.executions), said.words, of.id(), details);
  if (!said.logs_in) return;
  compare(was.caveats, said.caveats, of.id(), details);
  auto expected = said.features;
  for (auto const& group : was.unknown_features) std::erase(expected, group);
  compare(was.features, expected, of.id(), details);
}

bool wanted(proof const& of) { return only.empty() || of.id() == only; }

void compare_all(std::string const& version) {
  lab::postgres const server(any_postgres());
  if (version == "direct") {
    forced_pool const pool{server.port(), "app", &server, false};
    for (auto const& of : proofs_of(set)) {
      if (wanted(of)) compare(of, pool, server.url(), [] { return "app"; });
    }
    return;
  }
  // Without it the logins of sqlx and others are refused.
  lab::options const options{{{"ignore_startup_parameters", "extra_float_digits"}}};
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", version), server, pools_for_scenarios(), options);
  forced_pool const pool{pooler.port(), {}, &server, true};
  int used = 0;
  auto const fresh = [&used] { return fmt::format("database{}", used++); };
  for (auto const& of : proofs_of(set)) {
    if (wanted(of)) compare(of, pool, pooler.url(fresh()), fresh);
  }
}

std::string where;  ///< "direct" or a series of PgBouncer, the second argument

}  // namespace

TEST_CASE("two real processes get the results that poolprobe reports for their driver") {
  for (auto const& of : proofs_of(set)) (void)program_or_skip(of);
  compare_all(where);
  // tools/forced-switch-total adds these up.
  fmt::print("forced switch, {} on {}: {} cells compared, {} differ, {} could not be played\n", set, where,
             cells.compared, cells.differ, cells.not_played);
}

int main(int count, char** arguments) {
  if (count > 2) {
    set = arguments[1];
    where = arguments[2];
  }
  if (count > 3) only = arguments[3];
  doctest::Context context;
  return context.run();
}
