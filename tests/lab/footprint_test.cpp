// What a run leaves out when told to, on a real pooler.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include "connection_text/find_target.hpp"
#include "lab/check_json.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"
#include "wire/raw_startup.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// A tracking PgBouncer, behind which most probes work.
struct place {
  lab::postgres server{any_postgres()};
  lab::pgbouncer pooler{server_or_skip("pgbouncer", "1.24"), server};
};

}  // namespace

TEST_CASE("what is required and not selected is skipped, and costs the green verdict") {
  place const at;
  auto const some = check_json(at.pooler.url("transaction"), {"--only", "pp101,PP201"});
  CHECK(some.exit_code == 4);
  CHECK(outcome_of(some.run, "PP101") == "works");
  CHECK(outcome_of(some.run, "PP102") == "skipped");
  CHECK(outcome_of(some.run, "PP201") == "leaks");
  CHECK(outcome_of(some.run, "PP406") == "missing");
  auto const less = check_json(at.pooler.url("transaction"), {"--skip", "session,protocol"});
  CHECK(less.exit_code == 0);
  CHECK(outcome_of(less.run, "PP201") == "missing");
}

TEST_CASE("a selection that has all that is required can be green") {
  place const at;
  auto url = at.pooler.url("transaction");
  url.replace(0, url.find(':'), "postgresql+psycopg2");
  CHECK(check_json(url, {"--only", "protocol/simple-query,protocol/transaction-block"}).exit_code == 0);
}

TEST_CASE("no probe begins after the deadline, and what was begun is cleaned up") {
  place const at;  // in the pool of one server connection the survey waits longer than that for a second one
  auto const seen = check_json(at.pooler.url("one"), {"--deadline", "0.3"});
  CHECK(seen.exit_code == 4);
  CHECK(outcome_of(seen.run, "PP101") == "skipped");
  CHECK(outcome_of(seen.run, "PP406") == "skipped");
  CHECK(seen.run["findings"][0]["summary"] == "not run: the deadline of 0.3 s was reached");
  CHECK(leftovers({at.pooler.url("one")}, at.server.url()).empty());
}

TEST_CASE("two connections are enough, and no more are opened") {
  place const at;
  for (auto const* pool : {"transaction", "session", "statement"}) {
    CAPTURE(pool);
    auto const usual = check_json(at.pooler.url(pool));
    auto const narrow = check_json(at.pooler.url(pool), {"--max-connections", "2"});
    CHECK(narrow.run["cost"]["peak_connections"] == 2);
    CHECK(narrow.exit_code == usual.exit_code);
    for (auto const* code : {"PP101", "PP102", "PP103", "PP104", "PP105", "PP201", "PP406"}) {
      CHECK(outcome_of(narrow.run, code) == outcome_of(usual.run, code));
    }
  }
}

namespace {

/// An application that has requested a search_path in its startup packet, and keeps reading it.
class application {
 public:
  application(lab::pgbouncer const& pooler, std::string path)
      : path_(std::move(path)), asking_([this, &pooler] { ask(pooler); }) {}
  ~application() { end(); }
  application(application const&) = delete;
  application& operator=(application const&) = delete;

  /// The paths that it had; only its own if all is well.
  std::set<std::string> end() {
    over_ = true;
    if (asking_.joinable()) asking_.join();
    return had_;
  }

 private:
  void ask(lab::pgbouncer const& pooler) {
    auto const soon = [] { return wire::clock::now() + std::chrono::seconds(5); };
    auto const target = parse_target(pooler.url("transaction"), "test");
    auto const usual = wire::connection::open(target, soon());
    auto const facts = std::get<wire::connection>(usual).facts();
    auto in = wire::log_in(facts, "app", "transaction", {{"search_path", path_}}, soon());
    while (in.opened && !over_) {
      std::vector<wire::request> const question{{{notation::verb::query, ""}, "show search_path", {}}};
      for (auto const& row : in.opened->talk().exchange(question, soon()).rows)
        had_.insert(row.at(0).value_or(""));
    }
  }

  std::string path_;
  std::set<std::string> had_;
  std::atomic<bool> over_ = false;
  std::thread asking_;
};

}  // namespace

TEST_CASE("an application keeps the search_path that it has asked for") {
  auto const newest = server_or_skip("pgbouncer", "1.26");
  lab::postgres const server(server_or_skip("postgres", "15"));
  for (int i = 0; i < 5; ++i) {
    lab::pgbouncer const pooler(newest, server);
    application one(pooler, "app_schema");
    (void)check_json(pooler.url("transaction"));
    CHECK(one.end() == std::set<std::string>{"app_schema"});
  }
}
