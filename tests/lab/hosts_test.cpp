// Connection texts with several hosts: two PgBouncers of different versions, and hosts where nobody answers.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "cli/scratch.hpp"
#include "lab/check_json.hpp"
#include "lab/run_in_short.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"
#include "support/sockets.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using nlohmann::json;

namespace {

/// A port of the loopback where nobody listens.
int closed_port() {
  plain_listener const briefly;
  return briefly.port();
}

std::string url_of(std::vector<int> const& ports, std::string const& more = {}) {
  std::string hosts;
  for (auto const port : ports) hosts += fmt::format("{}127.0.0.1:{}", hosts.empty() ? "" : ",", port);
  return fmt::format("postgresql://app@{}/transaction{}", hosts, more);
}

/// An old PgBouncer, which tracks no prepared statements, and a newer one which does.
struct two_poolers {
  lab::postgres server{any_postgres()};
  lab::pgbouncer old{server_or_skip("pgbouncer", "1.18"), server};
  lab::pgbouncer newer{server_or_skip("pgbouncer", "1.24"), server};
  int dead = closed_port();
};

/// "6432=incompatible 1, 6433=error 3; all incompatible 1"
std::string verdicts_of(json const& document) {
  auto const words = [](json const& verdict) {
    return fmt::format("{} {}", verdict["status"].get<std::string>(), verdict["exit_code"].get<int>());
  };
  std::string all;
  for (auto const& run : document["runs"]) {
    CHECK(run["schema"] == "poolprobe/run");
    all += fmt::format("{}={}, ", run["target"]["port"].get<std::string>(), words(run["verdict"]));
  }
  return all + "all " + words(document["verdict"]);
}

void check_validated(std::string const& document) {
  constexpr int no_jsonschema = 77;
  auto const checked =
      run_poolprobe(invocation{{POOLPROBE_VALIDATE, POOLPROBE_SCHEMA, "-"}, {}, document, POOLPROBE_PYTHON});
  CHECK_MESSAGE((checked.exit_code == 0 || checked.exit_code == no_jsonschema), checked.out << checked.err);
}

}  // namespace

TEST_CASE("each host is judged by itself, and the gravest verdict is that of all") {
  two_poolers const lab;
  auto const url = url_of({lab.newer.port(), lab.old.port(), lab.dead, lab.newer.port()});
  auto const checked = check_json(url);
  CHECK(checked.exit_code == 1);
  CHECK(checked.run["schema"] == "poolprobe/runs");
  CHECK(verdicts_of(checked.run) ==
        fmt::format("{}=compatible 0, {}=incompatible 1, {}=error 3, all incompatible 1", lab.newer.port(),
                    lab.old.port(), lab.dead));
  auto const& runs = checked.run["runs"];
  REQUIRE(runs.size() == 3);
  CHECK(pooler_in_short(runs[0]).find("transaction supported") != std::string::npos);
  CHECK(pooler_in_short(runs[1]).find("transaction unsupported") != std::string::npos);
  for (auto const& run : runs) {
    CHECK(run["cost"]["peak_connections"] <= 3);
    CHECK(run["residue"].empty());
  }
  CHECK(runs[0]["target"]["address"] == "127.0.0.1");
  CHECK_FALSE(runs[2]["target"].contains("address"));
  CHECK(checked.run["verdict"]["reasons"].back().get<std::string>().starts_with(
      "libpq tries them in this order"));
  check_validated(checked.run.dump());
}

TEST_CASE("what one host came to is the same whether it is alone or among others") {
  two_poolers const lab;
  auto const among = check_json(url_of({lab.old.port(), lab.newer.port()}));
  auto const alone = check_json(lab.old.url("transaction"));
  REQUIRE(among.run["runs"].size() == 2);
  CHECK(all_but_works(among.run["runs"][0]) == all_but_works(alone.run));
  CHECK(among.run["runs"][0]["target"]["display"] == alone.run["target"]["display"]);
}

TEST_CASE("an unreachable host makes the verdict inconclusive, and only where all are, no connection") {
  two_poolers const lab;
  auto const some = check_json(url_of({lab.dead, lab.newer.port()}));
  CHECK(some.exit_code == 4);
  CHECK(verdicts_of(some.run) ==
        fmt::format("{}=error 3, {}=compatible 0, all inconclusive 4", lab.dead, lab.newer.port()));
  auto const none = run_poolprobe({"check", url_of({lab.dead, 1})});
  CHECK(none.exit_code == 3);
  CHECK(none.out.find(fmt::format("127.0.0.1:{}  no connection (exit 3): the connection was refused",
                                  lab.dead)) != std::string::npos);
  CHECK(none.out.find("127.0.0.1:1  no connection") != std::string::npos);
}

TEST_CASE("a JDBC URL, and a driver that is required on every host") {
  two_poolers const lab;
  auto const url =
      fmt::format("jdbc:postgresql://127.0.0.1:{},127.0.0.1:{}/transaction?user=app&loadBalanceHosts=true",
                  lab.old.port(), lab.newer.port());
  auto const checked = check_json(url);
  CHECK(checked.exit_code == 1);
  REQUIRE(checked.run["runs"].size() == 2);
  for (auto const& run : checked.run["runs"]) CHECK(run["drivers"][0]["driver"] == "pgjdbc");
  CHECK(checked.run["verdict"]["reasons"].back().get<std::string>().starts_with(
      "pgjdbc tries them in random order (loadBalanceHosts=true)"));
  auto const named = check_json(url_of({lab.dead, lab.newer.port()}), {"--driver", "psycopg3"});
  for (auto const& run : named.run["runs"]) CHECK(run["target"]["driver"] == "psycopg3");
  CHECK(named.run["runs"][1]["drivers"][0]["driver"] == "psycopg3");
}

TEST_CASE("a choice among the hosts turns none away") {
  two_poolers const lab;
  auto const checked =
      check_json(url_of({lab.old.port(), lab.newer.port()}, "?target_session_attrs=standby"));
  CHECK(verdicts_of(checked.run) == fmt::format("{}=incompatible 1, {}=compatible 0, all incompatible 1",
                                                lab.old.port(), lab.newer.port()));
  CHECK(checked.run["verdict"]["reasons"].back().get<std::string>().find(
            "fits target_session_attrs=standby; each was judged here, whether it fits or not") !=
        std::string::npos);
}

TEST_CASE("every format is written at once, and from the saved file as it was") {
  two_poolers const lab;
  scratch_folder const folder;
  auto const file = [&](std::string const& name) { return folder.file(name); };
  auto const run = run_poolprobe({"check", url_of({lab.newer.port(), lab.old.port()}), "-o",
                                  "json=" + file("a.json"), "-o", "text=" + file("a.text"), "-o",
                                  "csv=" + file("a.csv"), "-o", "markdown=" + file("a.markdown")});
  CHECK(run.exit_code == 1);
  for (std::string const format : {"json", "text", "csv", "markdown"}) {
    CAPTURE(format);
    auto const again = run_poolprobe({"report", file("a.json"), "-o", format});
    CHECK(again.exit_code == 1);
    // Durations are rounded once more in what was saved.
    if (format != "text") CHECK(again.out == content_of(file("a." + format)));
    CHECK(again.out.find(fmt::format("127.0.0.1:{}", lab.old.port())) != std::string::npos);
  }
  CHECK(run_poolprobe({"report", file("a.json"), file("a.json")}).exit_code == 2);
}

TEST_CASE("the address that a name led to is said, and all connections go there") {
  two_poolers const lab;
  auto const url = fmt::format("postgresql://app@localhost:{}/transaction", lab.newer.port());
  auto const checked = check_json(url);
  CHECK(checked.exit_code == 0);
  CHECK(checked.run["schema"] == "poolprobe/run");
  CHECK(checked.run["target"]["host"] == "localhost");
  CHECK(checked.run["target"]["address"] == "127.0.0.1");
  CHECK(run_poolprobe({"check", url}).out.find("/transaction (127.0.0.1)") != std::string::npos);
  CHECK(run_poolprobe({"check", "-v", url}).out.find("address   localhost is 127.0.0.1 here") !=
        std::string::npos);
}

TEST_CASE("bench and trace use the host that answers, and name it") {
  two_poolers const lab;
  auto const url = url_of({lab.dead, lab.newer.port(), lab.old.port()});
  auto const expected = fmt::format("postgresql://app@127.0.0.1:{}/transaction", lab.newer.port());
  auto const source = "argument, of 3 hosts the one that libpq connected to";
  auto const bench = run_poolprobe({"bench", url, "-c", "2", "-T", "100ms", "--warmup", "0", "--repeat", "1",
                                    "--rtt", "0,2ms", "-o", "json"});
  INFO(bench.err);
  auto const benched = json::parse(bench.out, nullptr, false);
  REQUIRE(bench.exit_code == 0);
  CHECK(benched["target"]["display"] == expected);
  CHECK(benched["target"]["source"] == source);
  CHECK(benched["target"]["address"] == "127.0.0.1");
  for (auto const& m : benched["measurements"]) CHECK(m["status"] == "measured");
  auto const psql = (any_postgres().path / "psql").string();
  auto const trace = run_poolprobe({"trace", url, "-o", "json", "--", psql, "-Xc", "select 1"});
  INFO(trace.err);
  auto const traced = json::parse(trace.out, nullptr, false);
  REQUIRE(trace.exit_code == 0);
  CHECK(traced["target"]["display"] == expected);
  CHECK(traced["target"]["source"] == source);
  CHECK(traced["traffic"]["logins"] == 1);
}

TEST_CASE("Ctrl-C between or within hosts ends it, writes what there is and leaves nothing") {
  two_poolers const lab;
  auto const url = url_of({lab.newer.port(), lab.old.port(), 1});
  int written = 0;
  for (auto const delay : {0, 20, 60, 100, 150, 200}) {
    CAPTURE(delay);
    running_program check({{"check", url, "-o", "json"}});
    std::this_thread::sleep_for(std::chrono::milliseconds(delay));
    check.signal(SIGINT);
    auto const ended = check.wait();
    CHECK((ended.exit_code == 130 || ended.exit_code == 128 + SIGINT || ended.exit_code == 1));
    if (ended.exit_code != 130 || ended.out.empty()) continue;
    ++written;
    auto const document = json::parse(ended.out, nullptr, false);
    REQUIRE(document["runs"].size() == 3);
    CHECK(document["verdict"]["exit_code"] == 130);
    CHECK(document["runs"][2]["verdict"]["exit_code"] == 130);
    check_validated(ended.out);
  }
  CHECK(written > 0);
  CHECK(leftovers({lab.newer.url("transaction"), lab.old.url("transaction")}, lab.server.url()).empty());
}
