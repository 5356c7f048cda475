// The language of the behaviours, without any server.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <stdexcept>

#include "hostile/altered_messages.hpp"
#include "support/scripted_server.hpp"
#include "wire/big_endian.hpp"

using namespace poolprobe::testing;
using namespace std::string_literals;

TEST_CASE("every behaviour can be read, and names its source") {
  auto const all = all_rules(POOLPROBE_BEHAVIOURS);
  CHECK(all.size() >= 10);
  for (auto const& one : all) {
    CAPTURE(one.name);
    CHECK_FALSE(one.behind.empty());
  }
}

TEST_CASE("a rule that is not understood, and a behaviour without a source, are errors") {
  CHECK_THROWS_AS((void)read_rules("source: x\nclient: dance\n"), std::runtime_error);
  CHECK_THROWS_AS((void)read_rules("behind: none\n"), std::runtime_error);
}

TEST_CASE("what is collected goes on with Sync, and what is swallowed does not") {
  auto const how = read_rules("source: x\nclient: collect until Sync\nclient: swallow Flush\n");
  std::atomic<int> statements = 0;
  client_messages messages(how, statements);
  auto const bind = framed('B', "\0\0\0\0\0\0\0\0"s);
  CHECK(messages.pass(bind + framed('H', "")).empty());
  CHECK(messages.pass(framed('S', "")) == bind + framed('S', ""));
}

TEST_CASE("a statement is renamed wherever its name stands, however the bytes come") {
  auto const how = read_rules("source: x\nclient: rename statements to __pgdog_\n");
  std::atomic<int> statements = 0;
  client_messages messages(how, statements);
  auto const all = framed('P', "mine\0select 1\0\0\0"s) + framed('B', "\0mine\0\0\0\0\0\0\0"s) +
                   framed('C', "Smine\0"s) + framed('C', "Pmine\0"s);
  std::string on;
  for (auto const c : all) on += messages.pass(std::string_view(&c, 1));
  CHECK(on == framed('P', "__pgdog_1\0select 1\0\0\0"s) + framed('B', "\0__pgdog_1\0\0\0\0\0\0\0"s) +
                  framed('C', "S__pgdog_1\0"s) + framed('C', "Pmine\0"s));
}

TEST_CASE("Parse and Close are completed first, and names are spelled as the pooler does") {
  auto const how =
      read_rules("source: x\nserver: complete Parse and Close first\nserver: spell PGBOUNCER_ as PGCAT_\n");
  server_messages messages(how);
  auto const row = framed('D', "\0\2\0\0\0\013PGBOUNCER_7\xff\xff\xff\xff"s);
  auto const ready = framed('Z', "I");
  CHECK(messages.pass(ready) == ready);  // the end of the login
  CHECK(messages.pass(framed('2', "") + row + framed('1', "")).empty());
  CHECK(messages.pass(ready) ==
        framed('1', "") + framed('2', "") + framed('D', "\0\2\0\0\0\7PGCAT_7\xff\xff\xff\xff"s) + ready);
}

TEST_CASE("a startup packet keeps user and database alone") {
  auto const body = "\0\3\0\0user\0app\0application_name\0x\0database\0d\0\0"s;
  std::string packet;
  poolprobe::wire::append_uint32(packet, static_cast<std::uint32_t>(body.size() + 4));
  packet += body;
  CHECK(database_in(packet) == "d");
  CHECK(without_parameters(packet).substr(4) == "\0\3\0\0user\0app\0database\0d\0\0"s);
}
