// The load loop against servers that answer well, wrongly, in crumbs, or not at all: what it counts, what it
// says of a failure, and that it ends.
#include "bench/load/load_loop.hpp"

#include <doctest/doctest.h>

#include "bench/load/measure_strategies.hpp"
#include "connection_text/find_target.hpp"
#include "support/faithful_server.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

constexpr auto patience = 400ms;

/// What became of so many operations.
struct ended {
  int completed = 0;
  std::optional<bench::failure> failed;
  bench::tally counted;
  std::size_t connections = 0;
  double seconds = 0;  ///< of what was measured
};

ended put_load_on(scripted_server const& server, std::string_view strategy, bench::load how = {},
                  int operations = 40, int transaction = 0) {
  auto const to = parse_target(server.url(), "test");
  auto const asked = bench::select1();
  auto const* config = find_driver(strategy).config;
  REQUIRE(config != nullptr);
  bench::workload const todo{config, &asked, transaction};
  how.patience = patience;
  auto const names = std::make_shared<statement_namer>(
      config->names, static_cast<std::uint64_t>(config->names.first), "text-#");
  bench::load_loop loop(to, todo, how, names);
  ended end;
  if (loop.open()) {
    auto const began = bench::clock::now();
    loop.begin();
    while (end.completed < operations && loop.complete_one()) ++end.completed;
    end.seconds = std::chrono::duration<double>(bench::clock::now() - began).count();
    loop.drain();
  }
  end.failed = loop.failed();
  end.counted = loop.counted();
  end.connections = loop.connect_ms().size();
  return end;
}

ended put_load_on(behaviour how, std::string_view strategy = "libpq", bench::load load = {}) {
  return put_load_on(scripted_server(std::move(how)), strategy, load);
}

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// That a single client failed so, in that execution.
void check_failed(ended const& end, measurement_status status, int executions, std::string_view words) {
  REQUIRE(end.failed.has_value());
  CHECK(end.failed->status == status);
  CHECK(end.failed->executions == executions);
  CHECK_MESSAGE(has(end.failed->summary, words), end.failed->summary);
}

/// Spoils the answer to that turn only.
behaviour spoils(int at, std::string instead) {
  return answers_faithfully(
      [at, instead](std::string answer, int turn) { return turn == at ? instead : answer; });
}

auto const gone = framed_error('E', "ERROR", "26000", "it is gone");

}  // namespace

TEST_CASE("right answers are counted, and nothing fails") {
  for (auto const* strategy : {"libpq", "libpq:params", "libpq:prepared", "psycopg3", "asyncpg", "pgjdbc"}) {
    for (int const clients : {1, 5}) {
      CAPTURE(strategy);
      CAPTURE(clients);
      scripted_server const server(answers_faithfully());
      auto const end = put_load_on(server, strategy, {.clients = clients});
      CHECK_FALSE(end.failed.has_value());
      CHECK(end.completed == 40);
      CHECK(end.connections == static_cast<std::size_t>(clients));
      CHECK(end.counted.latencies.count() >= 40);
    }
  }
}

TEST_CASE("what an operation costs is counted for those that were completed, and no others") {
  struct row {
    char const* strategy;
    int transaction;
    std::uint64_t round_trips, sent, received;
  };
  for (auto const& [strategy, transaction, round_trips, sent, received] :
       {row{"libpq", 0, 1, 1, 4}, row{"libpq:params", 0, 1, 5, 6}, row{"libpq:prepared", 0, 1, 4, 5},
        row{"asyncpg", 0, 1, 3, 4}, row{"asyncpg:no-cache", 0, 2, 7, 8}, row{"libpq", 3, 5, 5, 16},
        row{"libpq:prepared", 3, 5, 14, 19}}) {
    for (int const clients : {1, 7}) {
      CAPTURE(strategy);
      CAPTURE(clients);
      scripted_server const server(answers_faithfully());
      auto const end = put_load_on(server, strategy, {.clients = clients}, 23, transaction);
      REQUIRE_FALSE(end.failed.has_value());
      auto const n = end.counted.latencies.count();
      CHECK(end.counted.round_trips == n * round_trips);
      CHECK(end.counted.messages_sent == n * sent);
      CHECK(end.counted.messages_received == n * received);
      CHECK(end.counted.bytes_sent % n == 0);  // the value keeps its length
    }
  }
}

TEST_CASE("answers in single bytes are answers") {
  auto const in_crumbs = [](conversation& with, std::string const& answer, int) {
    for (auto const c : answer) {
      if (!with.say({&c, 1})) return false;
    }
    return true;
  };
  for (auto const* strategy : {"libpq", "asyncpg"}) {
    scripted_server const server(answers_by(in_crumbs));
    auto const end = put_load_on(server, strategy, {.clients = 3});
    CHECK_FALSE(end.failed.has_value());
    CHECK(end.completed == 40);
  }
}

TEST_CASE("notices and parameters between the messages of an answer are no answer") {
  auto const chatter =
      framed_error('N', "NOTICE", "00000", "hello") + framed('S', "a\0b\0"s) + framed('A', "\0\0\0\1c\0p\0"s);
  auto const end = put_load_on(answers_faithfully(
      [&](std::string answer, int) { return chatter + answer.insert(answer.size() - 6, chatter); }));
  CHECK_FALSE(end.failed.has_value());
  CHECK(end.completed == 40);
}

TEST_CASE("another value than the one that was asked for is a wrong answer") {
  for (auto const* strategy : {"libpq", "libpq:params", "asyncpg:no-cache"}) {
    CAPTURE(strategy);
    auto const turns = strategy == std::string("asyncpg:no-cache") ? 2 : 1;
    auto const end = put_load_on(answers_faithfully([turns](std::string answer, int turn) {
                                   if (turn != 7 * turns) return answer;
                                   auto const at = answer.find('D');
                                   auto const value = answer.find('C', at) - 1;
                                   answer[value] = answer[value] == '1' ? '2' : '1';
                                   return answer;
                                 }),
                                 strategy);
    check_failed(end, measurement_status::wrong_answer, 7, "another question");
    CHECK_FALSE(end.failed->sqlstate.has_value());
  }
}

TEST_CASE("a row more, or none, is a wrong answer") {
  check_failed(put_load_on(answers_faithfully([](std::string answer, int turn) {
                 return turn == 5 ? answer.insert(answer.find('D'), row_of("4")) : answer;
               })),
               measurement_status::wrong_answer, 5, "another question");
  check_failed(put_load_on(answers_faithfully([](std::string answer, int turn) {
                 auto const at = answer.find('D');
                 return turn == 5 ? answer.erase(at, answer.find('C', at) - at) : answer;
               })),
               measurement_status::wrong_answer, 5, "another question");
}

TEST_CASE("a message that nothing asked for is an error") {
  check_failed(put_load_on(spoils(4, framed('2', ""))), measurement_status::error, 4,
               "nothing asked for (type 0x32)");
  check_failed(put_load_on(spoils(4, framed('\x1b', ""))), measurement_status::error, 4,
               "nothing asked for (type 0x1b)");
  check_failed(put_load_on(answers_faithfully([](std::string answer, int turn) {
                 return turn == 4 ? answer + framed('1', "") : answer;
               })),
               measurement_status::error, 5, "nothing asked for");
}

TEST_CASE("an impossible length is an error") {
  for (auto const& length : {"\x7f\xff\xff\xff"s, "\xff\xff\xff\xff"s, "\0\0\0\0"s, "\0\0\0\3"s}) {
    for (auto const type : "DEN1TZ"s)
      check_failed(put_load_on(spoils(3, type + length)), measurement_status::error, 2,
                   "no message of PostgreSQL's protocol");
  }
}

TEST_CASE("a connection that ends in the middle is an error") {
  for (int const size : {0, 1, 4, 5, 20}) {
    CAPTURE(size);
    auto const end = put_load_on(answers_by([size](conversation& with, std::string const& answer, int turn) {
      if (turn < 6) return with.say(answer);
      with.say(answer.substr(0, static_cast<std::size_t>(size)));
      return false;
    }));
    check_failed(end, measurement_status::error, 6, "closed the connection");
  }
}

TEST_CASE("an error breaks a strategy, with its SQLSTATE, in the execution that met it") {
  for (auto const* strategy : {"libpq", "libpq:params", "psycopg3"}) {
    CAPTURE(strategy);
    auto const end = put_load_on(spoils(3, gone + framed('Z', "I")), strategy);
    check_failed(end, measurement_status::breaks, 3, "26000");
    CHECK(end.failed->sqlstate == "26000");
    CHECK(has(end.failed->summary, "it is gone"));
  }
  // The second part of its sixth execution: the seventh turn.
  check_failed(put_load_on(spoils(7, gone + framed('Z', "I")), "psycopg3"), measurement_status::breaks, 6,
               "26000");
  check_failed(put_load_on(spoils(2, framed_error('E', "FATAL", "57P01", "terminating")), "libpq"),
               measurement_status::breaks, 2, "FATAL");
}

TEST_CASE("an error that cannot be read is an error all the same") {
  check_failed(put_load_on(spoils(3, framed('E', "\1\2\3"))), measurement_status::error, 3, "cannot be read");
  check_failed(put_load_on(spoils(3, framed('E', ""))), measurement_status::error, 3, "cannot be read");
}

TEST_CASE("an error in a driver's messages after login breaks it before any execution") {
  auto const end =
      put_load_on(spoils(1, framed_error('E', "ERROR", "42601", "no") + framed('Z', "I")), "pgjdbc");
  check_failed(end, measurement_status::breaks, 0, "42601");
}

TEST_CASE("a driver that retries after an error does so only once") {
  constexpr int named = 12;  // pgjdbc's startup reply is the first turn
  auto const once = put_load_on(spoils(named, gone + framed('Z', "I")), "pgjdbc");
  CHECK_FALSE(once.failed.has_value());
  CHECK(once.completed == 40);
  check_failed(put_load_on(answers_faithfully([](std::string answer, int turn) {
                             return turn >= named ? gone + framed('Z', "I") : answer;
                           }),
                           "pgjdbc"),
               measurement_status::breaks, named - 1, "26000");
  check_failed(
      put_load_on(spoils(named, framed_error('E', "ERROR", "42P05", "twice") + framed('Z', "I")), "pgjdbc"),
      measurement_status::breaks, named - 1, "42P05");
  check_failed(put_load_on(spoils(named, framed_error('E', "FATAL", "26000", "over")), "pgjdbc"),
               measurement_status::breaks, named - 1, "26000");
}

TEST_CASE("a server that does not answer ends the wait") {
  for (int const turn : {1, 30}) {
    CAPTURE(turn);
    auto const end = put_load_on(answers_faithfully(
        [turn](std::string const& answer, int now) { return now >= turn ? ""s : answer; }));
    REQUIRE(end.failed.has_value());
    CHECK(end.failed->status == measurement_status::error);
    CHECK(
        has(end.failed->summary, turn == 1 ? "1 of 1 clients had no answer in time" : "no answer for 0.4 s"));
  }
  check_failed(put_load_on(never_answers()), measurement_status::error, 0,
               "1 of 1 clients had no answer in time");
}

TEST_CASE("one client without an answer among others that go on is noticed in the end") {
  scripted_server const server(answers_by([](conversation& with, std::string const& answer, int turn) {
    return with.number() != 2 || turn < 3 ? with.say(answer) : true;
  }));
  auto const end = put_load_on(server, "libpq", {.clients = 4}, 200);
  REQUIRE(end.failed.has_value());
  CHECK(has(end.failed->summary, "no answer for 0.4 s"));
}

TEST_CASE("a server that never stops talking ends the wait") {
  auto const flooded = [](std::string const& bytes) {
    return put_load_on(answers_by([bytes](conversation& with, std::string const&, int) {
      floods(bytes)(with);
      return false;
    }));
  };
  CHECK(flooded(framed_error('N', "NOTICE", "00000", std::string(80, 'x'))).failed.has_value());
  CHECK(flooded("\xee").failed.has_value());
  CHECK(put_load_on(accepts_login(floods(framed('S', "a\0b\0"s)))).failed.has_value());
}

TEST_CASE("a login that fails is an error with what the server says, before any execution") {
  auto const end = put_load_on(sends(framed_error('E', "FATAL", "28000", "go away")));
  check_failed(end, measurement_status::error, 0, "cannot log in");
  CHECK(has(end.failed->summary, "go away"));
}

TEST_CASE("with a connection for each operation all have their own, and the first execution each") {
  scripted_server const server(answers_faithfully());
  auto const end = put_load_on(server, "psycopg3", {.clients = 2, .reconnect = true});
  CHECK_FALSE(end.failed.has_value());
  CHECK(end.completed == 40);
  CHECK(end.connections >= 40);
  CHECK(end.counted.round_trips == end.counted.latencies.count());
  CHECK(end.counted.messages_sent == 5 * end.counted.latencies.count());

  scripted_server const breaking(answers_by([](conversation& with, std::string const& answer, int) {
    return with.number() < 10 ? with.say(answer) : with.say(gone + framed('Z', "I"));
  }));
  check_failed(put_load_on(breaking, "psycopg3", {.reconnect = true}), measurement_status::breaks, 1,
               "26000");
}

TEST_CASE("in an open loop n operations take n intervals at least") {
  constexpr double rate = 200;
  for (int const clients : {1, 3}) {
    scripted_server const server(answers_faithfully());
    auto const end = put_load_on(server, "libpq", {.clients = clients, .rate = rate}, 20);
    CHECK_FALSE(end.failed.has_value());
    CHECK(end.completed == 20);
    CHECK(end.seconds >= 20 / rate);
    CHECK(static_cast<double>(end.counted.latencies.count()) <= end.seconds * rate);
  }
}

TEST_CASE("what waits for a client in an open loop has waited") {
  // One client, and an answer that takes ten intervals: nine operations are due while it is awaited, and each
  // has waited an interval less.
  constexpr double rate = 100;
  scripted_server const server(answers_by([](conversation& with, std::string const& answer, int turn) {
    if (turn == 8) std::this_thread::sleep_for(100ms);
    return with.say(answer);
  }));
  auto const end = put_load_on(server, "libpq", {.rate = rate}, 20);
  REQUIRE_FALSE(end.failed.has_value());
  CHECK(end.counted.latencies.percentile_us(1) >= 100'000);
  CHECK(end.counted.latencies.percentile_us(0.9) >= 80'000);  // two of twenty have waited longer
}

TEST_CASE("a measurement of an open loop has no more operations than its rate gives") {
  scripted_server const server(answers_faithfully());
  auto const to = parse_target(server.url(), "test");
  bench::measure_plan plan;
  plan.strategies = {{"simple", {}, find_driver("libpq"), false}};
  plan.routes = {{bench_route::pooled, 0, 0, &to}};
  plan.clients = {1};
  plan.asked = bench::select1();
  plan.rate = 100;
  plan.repeat = 2;
  plan.duration = 150ms;
  plan.warmup = 10ms;
  auto const all = bench::measure_strategies(plan, [](bench::progress const&) {});
  REQUIRE(all.cells.size() == 1);
  auto const& cell = all.cells.front();
  CHECK(cell.status == measurement_status::measured);
  CHECK(cell.operations > 0);
  CHECK(cell.operations <= 2 * 15);
  CHECK(cell.ops_per_s <= 100);
  CHECK(cell.repeats.size() == 2);
}

TEST_CASE("a cell that fails does not keep the others from being measured, with threads too") {
  scripted_server const server(answers_by([](conversation& with, std::string const& answer, int turn) {
    return with.say(turn == 25 && answer.front() == 'T' ? gone + framed('Z', "I") : answer);
  }));
  auto const to = parse_target(server.url(), "test");
  for (int const threads : {1, 3}) {
    CAPTURE(threads);
    bench::measure_plan plan;
    plan.strategies = {{"simple", {}, find_driver("libpq"), false},
                       {"unnamed", {}, find_driver("libpq:params"), false}};
    plan.routes = {{bench_route::pooled, 0, 0, &to}};
    plan.clients = {3};
    plan.threads = threads;
    plan.asked = bench::select1();
    plan.repeat = 2;
    plan.duration = 30ms;
    plan.warmup = 10ms;
    auto const all = bench::measure_strategies(plan, [](bench::progress const&) {});
    REQUIRE(all.cells.size() == 2);
    CHECK(all.cells[0].status == measurement_status::breaks);
    CHECK(all.cells[0].sqlstate == "26000");
    CHECK(all.cells[0].broke_at == 25);
    CHECK(all.cells[0].operations == 0);
    CHECK(all.cells[1].status == measurement_status::measured);
    CHECK(all.cells[1].repeats.size() == 2);
  }
}
