// Every message of an answer is held against what was asked.
#include "bench/load/answer_check.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "wire/big_endian.hpp"

using namespace poolprobe;
using namespace std::string_literals;
using bench::answer_check;

namespace {

/// A DataRow with these columns; nullopt is NULL.
std::string row(std::vector<std::optional<std::string>> const& columns) {
  std::string body{'\0', static_cast<char>(columns.size())};
  for (auto const& c : columns) {
    wire::append_uint32(body, c ? static_cast<std::uint32_t>(c->size()) : 0xFFFFFFFFU);
    body += c.value_or("");
  }
  return body;
}

struct message {
  char type;
  std::string body = {};
};

/// "done" where all fits, "waits" where more must come, else the number of the message that does not fit.
std::string judged(std::string const& expected, std::vector<message> const& got,
                   bench::bench_query const& asked = bench::select1(), std::uint32_t value = 42) {
  bench::part const sent{{}, {}, 1, expected};
  answer_check check(sent, asked, value);
  for (std::size_t i = 0; i < got.size(); ++i) {
    auto const found = check.take(got[i].type, got[i].body);
    if (found == answer_check::verdict::wrong) return "wrong at " + std::to_string(i);
    if (found == answer_check::verdict::lost) return "lost at " + std::to_string(i);
  }
  return check.done() ? "done" : "waits";
}

message const right{'D', row({"42"})};
message const selected{'C', "SELECT 1\0"s};
message const ready{'Z', "I"};

}  // namespace

TEST_CASE("the right row fits") {
  CHECK(judged("12TrCZ", {{'1'}, {'2'}, {'T'}, right, selected, ready}) == "done");
  CHECK(judged("2rCZ", {{'2'}, right, selected, ready}) == "done");
  CHECK(judged("2rCZ", {{'2'}, right, selected}) == "waits");
}

TEST_CASE("any other row does not") {
  for (auto const& body : {row({"43"}), row({"042"}), row({"42 "}), row({"4"}), row({""}),
                           row({std::nullopt}), row({}), row({"42", "42"}), row({"42", std::nullopt}), ""s,
                           "\0"s, "\0\1"s, "\0\1\0\0\0\2"s, "\0\1\0\0\0\3"s + "42", "\0\1\0\0\0\2"s + "423",
                           "\1\1\0\0\0\2"s + "42", "\0\1\x7f\xff\xff\xff"s + "42"}) {
    CAPTURE(body.size());
    CHECK(judged("rCZ", {{'D', body}}) == "wrong at 0");
  }
}

TEST_CASE("a lookup's row is the value's multiple") {
  auto const asked = bench::lookup("t");
  CHECK(judged("rCZ", {{'D', row({"70"})}, selected, ready}, asked, 10) == "done");
  CHECK(judged("rCZ", {{'D', row({"10"})}}, asked, 10) == "wrong at 0");
  CHECK(judged("rCZ", {{'D', row({"700000"})}, selected, ready}, asked, 100'000) == "done");
}

TEST_CASE("a row more or less does not fit") {
  CHECK(judged("rCZ", {right, right}) == "wrong at 1");
  CHECK(judged("rCZ", {selected}) == "wrong at 0");
  CHECK(judged("cZ", {right}, bench::update("t")) == "wrong at 0");
}

TEST_CASE("an update changes one row") {
  auto const asked = bench::update("t");
  CHECK(judged("2ncZ", {{'2'}, {'n'}, {'C', "UPDATE 1\0"s}, ready}, asked) == "done");
  for (auto const& tag : {"UPDATE 0\0"s, "UPDATE 2\0"s, "UPDATE 10\0"s, "UPDATE 1"s, "SELECT 1\0"s, ""s}) {
    CAPTURE(tag);
    CHECK(judged("cZ", {{'C', tag}}, asked) == "wrong at 0");
  }
}

TEST_CASE("what may come at any time changes nothing") {
  message const notice{'N', "x"}, parameter{'S', "a\0b\0"s}, notification{'A', "x"};
  CHECK(judged("2rCZ", {notice, {'2'}, parameter, right, notification, selected, notice, ready}) == "done");
  CHECK(judged("*CZ", {notice, right, parameter, right, selected, ready}) == "done");
  CHECK(judged("rCZ", {notice, parameter}) == "waits");
  CHECK(judged("Z", {ready, notice}) == "done");
}

TEST_CASE("what nothing asked for does not fit") {
  CHECK(judged("2rCZ", {{'1'}}) == "wrong at 0");
  CHECK(judged("2rCZ", {ready}) == "wrong at 0");
  CHECK(judged("Z", {ready, ready}) == "wrong at 1");
  CHECK(judged("rCZ", {right, selected, ready, right}) == "wrong at 3");
  CHECK(judged("T", {{'n'}}) == "wrong at 0");
  CHECK(judged("n", {{'T'}}) == "wrong at 0");
  CHECK(judged("*CZ", {right, {'G'}}) == "wrong at 1");
}

TEST_CASE("rows that nobody knows beforehand may be any, and none") {
  CHECK(judged("*CZ", {selected, ready}) == "done");
  CHECK(judged("*CZ", {{'T'}, right, {'D', row({"x", std::nullopt})}, selected, ready}) == "done");
  CHECK(judged("?*CZ", {{'T'}, right, selected, ready}) == "done");
  CHECK(judged("?*CZ", {{'n'}, selected, ready}) == "done");
  CHECK(judged("?*CZ", {right}) == "wrong at 0");
  CHECK(judged("*CZ", {ready}) == "wrong at 0");
}

TEST_CASE("a COMMIT that is answered by ROLLBACK is lost, and not merely wrong") {
  CHECK(judged("*kZ", {{'C', "COMMIT\0"s}, ready}) == "done");
  CHECK(judged("*kZ", {{'C', "ROLLBACK\0"s}, ready}) == "lost at 0");
  CHECK(judged("2*kZ", {{'2'}, {'C', "ROLLBACK\0"s}}) == "lost at 1");
  CHECK(judged("*kZ", {{'1'}}) == "wrong at 0");
  CHECK(judged("*CZ", {{'C', "ROLLBACK\0"s}, ready}) == "done");  // the driver's own ROLLBACK
}

TEST_CASE("after an error only ReadyForQuery is awaited") {
  auto const asked = bench::select1();
  bench::part const whole{{}, {}, 1, "12TrCZ"}, open{{}, {}, 1, "1tT"};
  answer_check check(whole, asked, 42);
  CHECK(check.take('1', "") == answer_check::verdict::fits);
  CHECK(check.skip_to_sync());
  CHECK_FALSE(check.done());
  CHECK(check.take('D', row({"7"})) == answer_check::verdict::fits);  // another row
  CHECK_FALSE(check.done());
  CHECK(check.take('Z', "I") == answer_check::verdict::fits);
  CHECK(check.done());
  CHECK_FALSE(answer_check(open, asked, 42).skip_to_sync());
}
