// Startup parameters where a password is required, as almost everywhere: the same results as without one.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "connection_text/find_target.hpp"
#include "lab/check_json.hpp"
#include "lab/run_in_short.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"
#include "wire/raw_startup.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

constexpr auto password = "pla$nted-p@ss";

lab::options secured(std::vector<std::pair<std::string, std::string>> settings, bool tls = false) {
  return {.settings = std::move(settings), .users = {{"app", password}}, .tls = tls};
}

std::vector<std::string> startup_outcomes(std::string const& url) {
  auto const result = run_poolprobe(
      {{"check", url, "--only", "startup", "--sacrificial", "-o", "json"}, {{"PGPASSWORD", password}}});
  CAPTURE(url);
  CAPTURE(result.err);
  CHECK(result.out.find(password) == std::string::npos);
  CHECK(result.err.find(password) == std::string::npos);
  auto const run = nlohmann::json::parse(result.out, nullptr, false);
  std::vector<std::string> told;
  for (auto const* code : {"PP301", "PP302", "PP303", "PP304", "PP305"}) {
    told.push_back(outcome_of(run, code));
    if (told.back() == "unknown") MESSAGE(steps_of(run, code));
    CHECK(told.back() != "unknown");
    CHECK(told.back() != "missing");
  }
  return told;
}

wire::deadline soon() { return wire::clock::now() + std::chrono::seconds(5); }

wire::login_facts login_at(std::string const& url) {
  auto const opened = wire::connection::open(parse_target(url, "test"), soon());
  return std::get<wire::connection>(opened).facts();
}

wire::startup_reply::kind answer_to(wire::login_facts const& like) {
  return wire::log_in(like, "app", "app", {{"search_path", "public"}}, soon()).answer.how;
}

}  // namespace

TEST_CASE("behind a pooler that asks for a password") {
  setenv("PGPASSWORD", password, 1);
  lab::postgres const server(any_postgres());
  for (std::string const series : {"1.18", "1.24", "1.26"}) {
    CAPTURE(series);
    auto const binary = server_or_skip("pgbouncer", series);
    auto const expected = startup_outcomes(lab::pgbouncer(binary, server).url("transaction"));
    auto const shows_the_same = [&](lab::options const& how) {
      lab::pgbouncer const closed(binary, server, lab::usual_pools(), how);
      CHECK(startup_outcomes(closed.url("transaction")) == expected);
      for (auto const& line : leftovers({closed.url("transaction")}, server.url())) FAIL_CHECK(line);
    };
    for (auto const* how : {"scram-sha-256", "md5", "plain"}) shows_the_same(secured({{"auth_type", how}}));
    shows_the_same(secured({}, true));
  }
}

TEST_CASE("on a server that asks for a password") {
  setenv("PGPASSWORD", password, 1);
  auto const binary = any_postgres();
  lab::postgres const open(binary);
  auto const expected = startup_outcomes(open.url());
  for (std::string const how : {"scram-sha-256", "md5"}) {
    CAPTURE(how);
    lab::postgres const closed(binary, secured({{"password_encryption", how}}));
    CHECK(startup_outcomes(closed.url()) == expected);
  }
  lab::postgres const over_tls(binary, secured({}, true));
  CHECK(startup_outcomes(over_tls.url()) == expected);
}

TEST_CASE("over TLS a password is sent only to the server that libpq has accepted") {
  setenv("PGPASSWORD", password, 1);
  lab::postgres const server(any_postgres(), secured({}, true));
  auto like = login_at(server.url());
  CHECK(answer_to(like) == wire::startup_reply::kind::logged_in);
  like.certificate.back() = static_cast<char>(like.certificate.back() ^ 1);
  CHECK(answer_to(like) == wire::startup_reply::kind::asked_to_login);
  like.certificate.clear();
  CHECK(answer_to(like) == wire::startup_reply::kind::asked_to_login);
}

TEST_CASE("where the user restricts the use of a password, only libpq uses it") {
  setenv("PGPASSWORD", password, 1);
  lab::postgres const server(any_postgres(), secured({}, true));
  auto const like = login_at(server.url() + "?channel_binding=require");
  CHECK(like.password.empty());
  CHECK(answer_to(like) == wire::startup_reply::kind::asked_to_login);
}
