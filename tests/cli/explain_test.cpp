// From libpq's messages to ours: several attempts, the one that counts, and no text twice.
#include "wire/explain_failure.hpp"

#include <doctest/doctest.h>

#include "wire/libpq_error_text.hpp"

using namespace poolprobe;
using namespace poolprobe::wire;

namespace {

std::string at(std::string const& place, std::string const& words) {
  return "connection to server at \"" + place + "\", port 6432 failed: " + words + "\n";
}

std::string const refused =
    "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?";
std::string const wrong_password =
    "FATAL:  28P01: password authentication failed for user \"app\"\nLOCATION:  auth_failed, auth.c:323";
std::string const no_tls =
    "FATAL:  28000: no pg_hba.conf entry for host \"::1\", user \"app\", database \"app\", no encryption\n"
    "LOCATION:  ClientAuthentication, auth.c:541";

std::string words_of(std::string const& text) { return summary(attempts_in(text)); }

target_info somewhere(std::string const& host = "db.example") {
  target_info shown;
  shown.display = "postgresql://app@a:1,b:2/app";
  shown.host = host;
  shown.port = "6432";
  return shown;
}

}  // namespace

TEST_CASE("place, guesses and source locations are left out of libpq's words") {
  CHECK(words_of(at("x", refused)) == "Connection refused");
  CHECK(words_of(at("x", wrong_password)) == "FATAL: 28P01: password authentication failed for user \"app\"");
  CHECK(words_of(at("x",
                    "server closed the connection unexpectedly\n\tThis probably means the server terminated "
                    "abnormally\n\tbefore or while processing the request.")) ==
        "server closed the connection unexpectedly");
  CHECK(words_of("could not translate host name \"x\" to address: Name or service not known\n") ==
        "could not translate host name \"x\" to address: Name or service not known");
  CHECK(
      words_of("connection to server on socket \"/x/.s.PGSQL.1\" failed: No such file or directory\n\tIs the "
               "server running locally and accepting connections on that socket?\n") ==
      "No such file or directory");
  CHECK(words_of("").empty());
}

TEST_CASE("the same words from several addresses are said once") {
  CHECK(words_of(at("::1", refused) + at("127.0.0.1", refused)) == "Connection refused");
}

TEST_CASE("different words are told apart by their place") {
  CHECK(
      words_of(at("a", refused) + at("b", wrong_password)) ==
      "a, port 6432: Connection refused; b, port 6432: FATAL: 28P01: password authentication failed for user "
      "\"app\"");
}

TEST_CASE("of several hosts the last one decides") {
  CHECK(decisive(attempts_in(at("a", refused) + at("b", wrong_password))).sqlstate == "28P01");
  CHECK_FALSE(decisive(attempts_in(at("a", wrong_password) + at("b", refused))).sqlstate);
}

TEST_CASE("after a refusal under TLS, that of the second attempt in clear text means nothing") {
  auto const both = at("a", wrong_password) + at("a", no_tls);
  CHECK(decisive(attempts_in(both)).sqlstate == "28P01");
  CHECK(words_of(both) == "FATAL: 28P01: password authentication failed for user \"app\"");
  CHECK(decisive(attempts_in(at("b", wrong_password) + at("a", no_tls))).sqlstate == "28000");
  CHECK(decisive(attempts_in(at("a", no_tls))).sqlstate == "28000");
}

TEST_CASE("the message names the place as a user would") {
  open_failure failure;
  failure.progress = open_failure::reached::name;
  CHECK(explain_failure(failure, somewhere()).message.starts_with("db.example:6432: "));
  CHECK(explain_failure(failure, somewhere("::1")).message.starts_with("[::1]:6432: "));
  CHECK(explain_failure(failure, somewhere("/run")).message.starts_with("socket /run, port 6432: "));
  CHECK(explain_failure(failure, somewhere("a,b")).message.starts_with("postgresql://app@a:1,b:2/app: "));
}

TEST_CASE("words that only repeat ours are left out") {
  open_failure failure{
      .progress = open_failure::reached::name, .sqlstate = {}, .message = "Connection refused"};
  CHECK(explain_failure(failure, somewhere()).message == "db.example:6432: the connection was refused");
}

TEST_CASE("advice about poolers is spared where PostgreSQL itself speaks") {
  open_failure failure{
      .progress = open_failure::reached::startup_reply, .sqlstate = "28P01", .message = "no"};
  CHECK(explain_failure(failure, somewhere()).hint.find("pooler") != std::string::npos);
  failure.from_postgres = true;
  CHECK(explain_failure(failure, somewhere()).hint.find("pooler") == std::string::npos);
}

TEST_CASE("what a pooler repeats of its own failed login is no failure of ours") {
  open_failure const failure{
      .progress = open_failure::reached::startup_reply,
      .sqlstate = "28P01",
      .message = "FATAL: 28P01: server login has been failing, cached error: password authentication failed"};
  CHECK(explain_failure(failure, somewhere()).message.find("the pooler gets no connection") !=
        std::string::npos);
}

TEST_CASE("a value that libpq does not take is a matter of usage, and is not repeated") {
  open_failure failure{.progress = open_failure::reached::name,
                       .sqlstate = {},
                       .message = "invalid sslmode value: \"hunter2\""};
  auto const said = explain_failure(failure, somewhere());
  CHECK(said.code == exit_code::usage);
  CHECK(said.message == "sslmode does not take the value that it has in the connection text");
  failure.message = "could not match 3 port numbers to 2 hosts";
  CHECK(explain_failure(failure, somewhere()).code == exit_code::usage);
}
