// What two real processes of a driver meet with, where their server connections change hands, equals the
// verdict of poolprobe.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "drivers/driver.hpp"
#include "drivers/scenes.hpp"
#include "drivers/segment.hpp"
#include "lab/check_json.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::string set;   ///< which of install.sh's sets is meant, the first argument
std::string only;  ///< a single configuration, where given as the third

/// "breaks 26000 at execution 2"
std::string in_words(std::string const& outcome, std::string const& sqlstate, int executions) {
  if (outcome != "breaks" && outcome != "wrong_answer") return outcome;
  return fmt::format("{}{}{} at execution {}", outcome, sqlstate.empty() ? "" : " ", sqlstate, executions);
}

std::string in_words(ending_of_scene const& e) { return in_words(e.outcome, e.sqlstate, e.executions); }

struct experience {
  std::string verdict;
  std::string details;  ///< the scenes
};

/// As the verdict is made of scenes (src/tryout/summary.cpp): the gravest outcome, the first error's
/// SQLSTATE, the first execution at which anything is wrong.
struct real_verdict {
  ending_of_scene all;
  std::string details;
  bool bad = false;
  int first_error = 0;

  void add(std::string_view scene, ending_of_scene const& seen) {
    details += fmt::format("\n  really {}: {}  {}", scene, in_words(seen), seen.told);
    if (seen.outcome == "works") return;
    if (!seen.sqlstate.empty() && (all.sqlstate.empty() || seen.executions < first_error)) {
      all.sqlstate = seen.sqlstate;
      first_error = seen.executions;
    }
    all.executions = bad ? std::min(all.executions, seen.executions) : seen.executions;
    if (all.outcome != "wrong_answer") all.outcome = seen.outcome;
    bad = true;
  }
};

/// Where the driver is tried with transaction blocks, as src/tryout/tryout.cpp does it.
std::vector<bool> ways(driver_config const& config) {
  if (config.transaction.always || reliance_of(config).always_in_block) return {true};
  if (config.transaction.commit.find('P') != std::string_view::npos) return {false, true};
  return {false};
}

/// Where the login is refused nothing else can be seen.
experience really(proof const& of, forced_pool const& pool, std::function<std::string()> const& fresh) {
  using kind = real_scene::kind;
  std::vector<real_scene> all;
  auto where = pool;
  for (auto const in_blocks : ways(*find_driver(of.id()).config)) {
    for (auto const which : {kind::moved, kind::met, kind::crossed}) {
      if (!pool.pooled && which != kind::met) continue;
      where.database = fresh();
      all.emplace_back(which, of, where, in_blocks);
    }
  }
  real_verdict seen;
  for (auto& scene : all) {
    auto const ended = scene.play();
    close_servers(*pool.server);
    seen.add(scene.name(), ended);
  }
  return {in_words(seen.all), seen.details};
}

/// The whole verdict, or the login, where that is what breaks.
experience foretold(proof const& of, std::string const& url) {
  auto const result = check_json(url, {"--driver", of.id()});
  auto const words = [](nlohmann::json const& j) {
    auto const state = j["sqlstate"].is_string() ? j["sqlstate"].get<std::string>() : "";
    return in_words(j["outcome"].get<std::string>(), state, j["executions"].get<int>());
  };
  for (auto const& d : result.run.value("drivers", nlohmann::json::array())) {
    if (d["driver"] != of.driver || d["config"] != of.config) continue;
    experience told{words(d), {}};
    for (auto const& s : d["scenes"]) {
      told.details += fmt::format("\n  foretold {}: {}  {}", s["scene"].get<std::string>(), words(s),
                                  s["observed"].get<std::string>());
      if (s["scene"] == "login" && s["outcome"] != "works") told.verdict = words(s);
    }
    return told;
  }
  return {fmt::format("no verdict, exit {}", result.exit_code), result.errors};
}

void compare(proof const& of, forced_pool const& pool, std::string const& url,
             std::function<std::string()> const& fresh) {
  auto const said = foretold(of, url);
  close_servers(*pool.server);
  auto const was = really(of, pool, fresh);
  CHECK_MESSAGE(was.verdict == said.verdict, of.id(), said.details, was.details);
}

bool wanted(proof const& of) { return only.empty() || of.id() == only; }

std::vector<lab::pool> many_pools() {
  std::vector<lab::pool> all;
  for (int i = 0; i < 400; ++i) all.push_back({fmt::format("scene{}", i), "transaction", 10});
  return all;
}

void compare_all(std::string const& version) {
  lab::postgres const server(any_postgres());
  if (version == "direct") {
    forced_pool const pool{server.port(), "app", &server, false};
    for (auto const& of : proofs_of(set)) {
      if (wanted(of)) compare(of, pool, server.url(), [] { return "app"; });
    }
    return;
  }
  // Without it sqlx and others do not come in at all.
  lab::options const options{{{"ignore_startup_parameters", "extra_float_digits"}}};
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", version), server, many_pools(), options);
  forced_pool const pool{pooler.port(), {}, &server, true};
  int used = 0;
  auto const fresh = [&used] { return fmt::format("scene{}", used++); };
  for (auto const& of : proofs_of(set)) {
    if (wanted(of)) compare(of, pool, pooler.url(fresh()), fresh);
  }
}

std::string where;  ///< "direct" or a series of PgBouncer, the second argument

}  // namespace

TEST_CASE("two real processes meet with what poolprobe says of their driver") {
  for (auto const& of : proofs_of(set)) (void)program_or_skip(of);
  compare_all(where);
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
