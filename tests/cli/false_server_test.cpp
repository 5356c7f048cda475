// Servers that accept the login and then misbehave: never a crash, never a green verdict, never the password.
#include <chrono>

#include "cli/planted.hpp"
#include "support/scripted_pool.hpp"
#include "support/scripted_server.hpp"

using namespace poolprobe::testing;
using namespace std::string_literals;

namespace {

/// Runs check against it, in text and in JSON: the exit code must be 3 or 4 (reached but unusable), or 1
/// where it answers what nothing asked for.
void cannot_be_used(behaviour how) {
  scripted_server const server(std::move(how));
  for (auto const* format : {"text", "json"}) {
    auto const run = run_poolprobe({"check", plant(server.url()), "--timeout", "1", "-v", "-o", format});
    INFO(run.err);
    CHECK((run.exit_code == 1 || run.exit_code == 3 || run.exit_code == 4));
    check_keeps_secret(run.out);
    check_keeps_secret(run.err);
    check_readable(run.err);
  }
}

/// Answers every message, with this value in every row.
behaviour answers(std::string value) {
  return accepts_login([value = std::move(value)](conversation& with) {
    std::string received;
    for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
      received += bytes;
      for (auto const type : take_types(received)) {
        if (!with.say(plausible_answer(type, value))) return;
      }
    }
  });
}

auto const notice = framed_error('N', "NOTICE", "00000", std::string(80, 'x'));
auto const parameter = framed('S', "application_name\0x\0"s);

}  // namespace

TEST_CASE("a server that logs in and then talks garbage") {
  cannot_be_used(accepts_login(sends(std::string(500, '\xee'))));
  cannot_be_used(accepts_login(sends("HTTP/1.1 200 OK\r\n\r\n")));
  cannot_be_used(accepts_login(sends(std::string(64, '\0'))));
}

TEST_CASE("a server that logs in and then sends impossible lengths") {
  for (auto const* length :
       {"\x7f\xff\xff\xff", "\xff\xff\xff\xff", "\x80\x00\x00\x00", "\x00\x00\x00\x00", "\x00\x00\x00\x03"}) {
    for (auto const type : "DEN1CZ"s) cannot_be_used(accepts_login(sends(type + std::string(length, 4))));
  }
}

TEST_CASE("a server that logs in and then says nothing, or leaves") {
  cannot_be_used(accepts_login(never_answers()));
  cannot_be_used(accepts_login(hangs_up()));
  cannot_be_used(accepts_login(sends("1")));
  cannot_be_used(accepts_login(sends(framed('1', "") + framed('2', "") + "D\0\0"s)));
}

TEST_CASE("a server that never stops talking") {
  SUBCASE("notices after the login") { cannot_be_used(accepts_login(floods(notice))); }
  SUBCASE("rows after the login") { cannot_be_used(accepts_login(floods(framed('D', "\0\1\0\0\0\1x"s)))); }
  SUBCASE("garbage after the login") { cannot_be_used(accepts_login(floods("\xee"))); }
  SUBCASE("notices during the login") { cannot_be_used(accepts_login_halfway(floods(notice))); }
  SUBCASE("parameters during the login") { cannot_be_used(accepts_login_halfway(floods(parameter))); }
  SUBCASE("one endless message during the login") {
    cannot_be_used(accepts_login_halfway([](conversation& with) {
      with.say("E\x7f\xff\xff\xff"s);
      floods("x")(with);
    }));
  }
}

TEST_CASE("a server that does not finish the login") {
  cannot_be_used(accepts_login_halfway(never_answers()));
  cannot_be_used(accepts_login_halfway(hangs_up()));
  cannot_be_used(accepts_login_halfway(sends("\xee\xee\xee\xee\xee\xee")));
  cannot_be_used(sends(framed('R', "\0\0\0\x63"s)));
}

TEST_CASE("a server that offers TLS and then speaks something else") {
  scripted_server const server([](conversation& with) {
    if (!with.receive().empty() && with.say("S") && !with.receive().empty())
      with.say(std::string(100, '\xee'));
  });
  auto const url = "postgresql://app@127.0.0.1:" + std::to_string(server.port()) + "/app?sslmode=require";
  check_says(refusal(url), "TLS could not be agreed on", "check sslmode");
}

TEST_CASE("a server that answers every question with the same number is not what was asked for") {
  scripted_server const server(answers("4242"));
  CHECK(run_poolprobe({"check", server.url()}).exit_code == 1);
}

TEST_CASE("a server that answers every question with nonsense") {
  cannot_be_used(answers("\x1b[31m\xff\xfe"));
  cannot_be_used(answers(std::string(100000, 'x')));
}

TEST_CASE("a refusal that repeats the password is shown without it") {
  auto const refuse = [](std::string_view severity) {
    return [severity](conversation& with, std::string const& password) {
      CHECK(password == planted_password);
      with.say(framed_error('E', severity, "28P01", "the password " + password + "\nis  wrong: " + password));
    };
  };
  scripted_server const server(asks_password(refuse("FATAL")));
  check_says(refusal(server.url()), "the password was refused (FATAL: 28P01: the password *** is wrong: ***)",
             "check user and password");
}

TEST_CASE("a server that repeats the password at every turn gets it nowhere") {
  cannot_be_used(asks_password([](conversation& with, std::string const& password) {
    with.say(framed('R', std::string(4, '\0')) + framed('S', "server_version\0"s + password + '\0') +
             framed('S', "pgbouncer.version\0"s + password + '\0') +
             framed_error('N', "NOTICE", "00000", password) + framed('Z', "I"));
    std::string received;
    for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
      received += bytes;
      for (auto const type : take_types(received)) {
        with.say(framed_error('N', "NOTICE", "00000", password) + framed('S', "x\0"s + password + '\0'));
        with.say(type == 'B' ? framed_error('E', "ERROR", "XX000", password) : plausible_answer(type, "1"));
      }
    }
  }));
}

TEST_CASE("a server that answers every question with the password gets it nowhere") {
  auto const echo = [](bool with_numbers) {
    return asks_password([with_numbers](conversation& with, std::string const& password) {
      with.say(framed('R', std::string(4, '\0')) + framed('Z', "I"));
      std::string received;
      bool number = with_numbers;  // each step asks for the backend first, then for what it tests
      for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
        received += bytes;
        for (auto const type : take_types(received)) {
          with.say(plausible_answer(type, number ? "4242" : password));
          if (type == 'E' && with_numbers) number = !number;
          if (type == 'S') number = with_numbers;
        }
      }
    });
  };
  for (auto const with_numbers : {false, true}) {
    scripted_server const server(echo(with_numbers));
    for (auto const* format : {"text", "json"}) {
      auto const run = run_poolprobe({"check", plant(server.url()), "--timeout", "1", "-v", "-o", format});
      CHECK(run.exit_code != 0);
      check_keeps_secret(run.out);
      check_keeps_secret(run.err);
    }
  }
}

TEST_CASE("a refusal whose SQLSTATE is the password is shown without it") {
  cannot_be_used(asks_password([](conversation& with, std::string const& password) {
    with.say(framed('R', std::string(4, '\0')) + framed('Z', "I"));
    std::string received;
    for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
      received += bytes;
      for (auto const type : take_types(received)) {
        with.say(type == 'B' ? framed_error('E', password, password, password) : plausible_answer(type, "1"));
      }
    }
  }));
}

TEST_CASE("words that are no UTF-8 do not break JSON") {
  scripted_server const server(sends(framed_error('E', "FATAL", "28000", "r\xf4le \xff\xfe\xc0\x80")));
  check_says(refusal(server.url()), "the login was refused", "check user");
}

TEST_CASE(
    "a pooler that answers UNLISTEN beside another statement with CommandComplete and ReadyForQuery only") {
  // PgDog 0.1.52. Each such answer ends the session that sent UNLISTEN.
  scripted_pool pool({.short_unlisten = true});
  scripted_server const server(pool.answers());
  auto const begun = std::chrono::steady_clock::now();
  auto const run = run_poolprobe({"check", "--only", "PP203", server.url(), "-o", "json"});
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(15));
  CHECK(pool.logins() <= 60);
  CHECK(run.exit_code == 4);
}
