// The side effects of a run, read from the logs of the real servers: none when it is passive, never more than
// a probe's row declares, and exactly what `cost` reports.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "lab/check_json.hpp"
#include "probes/probe.hpp"
#include "support/inspector.hpp"
#include "support/logs.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

using settings = std::vector<std::pair<std::string, std::string>>;

/// A server, one of the usual pools, and the settings in which the pooler differs from a plain one.
struct place {
  std::string_view kind;
  std::string_view version;
  std::string pool;
  settings set = {};
};

std::vector<place> places() {
  std::vector<place> all{{"postgres", "15", "app"}, {"postgres", "17", "app"}, {"postgres", "18", "app"}};
  for (auto const* version : {"1.18", "1.24", "1.26"}) {
    for (auto const* pool : {"transaction", "session", "statement", "one"})
      all.push_back({"pgbouncer", version, pool});
  }
  all.push_back({"pgbouncer", "1.24", "transaction", {{"max_prepared_statements", "0"}}});
  all.push_back({"pgbouncer", "1.24", "transaction", {{"disable_pqexec", "1"}}});
  all.push_back({"pgbouncer", "1.24", "transaction", {{"server_round_robin", "1"}}});
  all.push_back({"pgbouncer", "1.24", "transaction", {{"server_reset_query_always", "1"}}});
  all.push_back({"pgbouncer",
                 "1.24",
                 "transaction",
                 {{"max_prepared_statements", "0"}, {"server_reset_query_always", "1"}}});
  return all;
}

/// The running servers of a place, with their logs.
class stand {
 public:
  stand(place const& at, lab::found_binary const& binary)
      : server_(at.kind == "postgres" ? binary : any_postgres()), pool_(at.pool) {
    lab::options options;
    options.settings = at.set;
    if (at.kind == "pgbouncer") pooler_.emplace(binary, server_, lab::usual_pools(), options);
    watch_.emplace(server_, pooler_ ? &*pooler_ : nullptr);
  }

  [[nodiscard]] std::string url() const { return pooler_ ? pooler_->url(pool_) : server_.url(pool_); }
  [[nodiscard]] log_news news() { return watch_->news(); }
  [[nodiscard]] std::vector<std::string> left_behind() const {
    return leftovers(pooler_ ? std::vector{url()} : std::vector<std::string>(), server_.url());
  }

 private:
  lab::postgres server_;
  std::optional<lab::pgbouncer> pooler_;
  std::string pool_;
  std::optional<log_watch> watch_;
};

template <class Use>
void at_each(std::vector<place> const& all, Use use) {
  int found = 0;
  for (auto const& at : all) {
    auto const binary = find_server(std::string(at.kind), std::string(at.version));
    if (!binary) continue;
    CAPTURE(at.kind);
    CAPTURE(at.version);
    CAPTURE(at.pool);
    std::string set;
    for (auto const& [name, value] : at.set) set += fmt::format("{}={} ", name, value);
    CAPTURE(set);
    stand here(at, *binary);
    use(here);
    ++found;
  }
  if (found == 0) (void)server_or_skip("pgbouncer", "1.24");
}

void check_none(std::vector<std::string> const& lines) {
  for (auto const& line : lines) FAIL_CHECK(line);
}

/// The worst side effect that `with` has and `without` has not.
side_effects between(log_news const& without, log_news const& with) {
  if (with.closed_clients.size() > without.closed_clients.size() ||
      with.closed_servers.size() > without.closed_servers.size())
    return side_effects::connection;
  return with.errors.size() > without.errors.size() ? side_effects::log_line : side_effects::nothing;
}

std::vector<std::string> option_of(permission wanted) {
  if (wanted == permission::ddl) return {"--allow-ddl"};
  if (wanted == permission::sacrificial) return {"--sacrificial"};
  return {};
}

bool has_finding(nlohmann::json const& run, std::string_view outcome) {
  return std::any_of(run["findings"].begin(), run["findings"].end(),
                     [outcome](auto const& f) { return f["outcome"] == outcome; });
}

}  // namespace

TEST_CASE("a passive check writes into no log and closes nothing, and says that it could not tell") {
  at_each(places(), [](stand& here) {
    for (auto const& more : {std::vector<std::string>{}, {"--allow-ddl", "--sacrificial"}}) {
      auto options = more;
      options.emplace_back("--passive");
      auto const seen = check_json(here.url(), options);
      auto const news = here.news();
      check_none(news.alarms);
      check_none(news.closed_clients);
      check_none(news.closed_servers);
      CHECK(seen.exit_code == 4);
      CHECK(seen.run["cost"]["pooler_log_lines"] == 0);
      CHECK(seen.run["cost"]["closed_servers"] == 0);
      CHECK(has_finding(seen.run, "works"));
      CHECK(outcome_of(seen.run, "PP102") == "skipped");
    }
    // The same pool and the same reader of logs, for comparison.
    (void)check_json(here.url());
    CHECK_FALSE(here.news().alarms.empty());
    check_none(here.left_behind());
  });
}

TEST_CASE("a passive check can be green where the driver needs nothing that disturbs") {
  at_each({{"pgbouncer", "1.18", "transaction"}, {"pgbouncer", "1.24", "statement"}}, [](stand& here) {
    auto const seen = check_json(here.url() + "?default_query_exec_mode=exec", {"--passive"});
    CHECK(seen.run["target"]["driver"] == "pgx:exec");
    CHECK(seen.exit_code == 0);
    check_none(here.news().alarms);
  });
}

TEST_CASE("a passive survey says which mode it cannot tell, and does not guess") {
  at_each({{"pgbouncer", "1.24", "transaction"}, {"pgbouncer", "1.24", "statement"}}, [](stand& here) {
    auto const seen = check_json(here.url(), {"--passive"});
    CHECK(seen.run["pooler"]["pool_mode"] == "unknown");
    CHECK(seen.run["pooler"]["prepared_statements"] == "supported");
    CHECK(seen.run["pooler"]["evidence"][0]["observed"] == "BEGIN was not tried (--passive)");
  });
  at_each({{"pgbouncer", "1.26", "statement"}}, [](stand& here) {
    CHECK(check_json(here.url(), {"--passive"}).run["pooler"]["pool_mode"] == "statement");
  });
}

TEST_CASE("cost tells as many errors and closed server connections as the logs") {
  at_each(places(), [](stand& here) {
    for (auto const& options : {std::vector<std::string>{}, {"--allow-ddl", "--sacrificial"}}) {
      auto const cost = check_json(here.url(), options).run["cost"];
      auto const news = here.news();
      std::string lines;
      for (auto const* list : {&news.errors, &news.closed_servers}) {
        for (auto const& line : *list) lines += "\n  " + line;
      }
      CAPTURE(lines);
      CHECK(cost["pooler_log_lines"] == news.errors.size());
      CHECK(cost["closed_servers"] == news.closed_servers.size());
    }
  });
}

TEST_CASE("no probe has worse side effects than its row says, and each was seen to have them") {
  std::vector<place> some;
  for (auto const& at : places()) {
    if (at.pool != "one" && at.pool != "session" && at.version != "17" && at.version != "18")
      some.push_back(at);
  }
  std::map<std::string_view, side_effects> worst;
  auto worst_of_survey = side_effects::nothing;
  at_each(some, [&](stand& here) {
    auto const alone = [&here](std::string_view code, std::vector<std::string> options = {}) {
      options.insert(options.begin(), {"--only", std::string(code)});
      (void)check_json(here.url(), options);
      return here.news();
    };
    auto const nothing = alone("PP105", {"--passive"});
    auto const survey = alone("PP105");  // a probe without side effects of its own
    worst_of_survey = std::max(worst_of_survey, between(nothing, survey));
    for (auto const& p : all_probes()) {
      auto const seen = between(survey, alone(p.code, option_of(p.permission)));
      CAPTURE(p.code);
      CHECK(seen <= p.side_effects);
      worst[p.code] = std::max(worst[p.code], seen);
    }
    CHECK(between(survey, alone("PP105")) == side_effects::nothing);
  });
  // Where BEGIN or a simple query closes a connection, the survey has already seen that.
  CHECK(worst_of_survey == side_effects::connection);
  for (auto const* code : {"PP207", "PP208", "PP401", "PP406"})
    worst[code] = std::max(worst[code], worst_of_survey);
  // Only PgBouncer 1.21 is confused by DEALLOCATE ALL; it is other clients that lose statements.
  worst["PP111"] = side_effects::connection;
  for (auto const& p : all_probes()) {
    CAPTURE(p.code);
    CHECK(worst[p.code] == p.side_effects);
  }
}
