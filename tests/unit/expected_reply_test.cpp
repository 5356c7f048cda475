// Which messages answer which (PostgreSQL documentation, "Message Flow").
#include "wire/expected_reply.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace poolprobe;
using notation::verb;
using wire::reply_to;

namespace {

/// The types that a server may send for a session of ours.
constexpr std::string_view types = "123ACDEGHIKNRSTVWZcdnstv";

std::string all_of(wire::expected_reply const& expected) {
  std::string all;
  for (char const type : types) {
    if (expected.has(type)) all.push_back(type);
  }
  return all;
}

std::string last_of(wire::expected_reply const& expected) {
  std::string all;
  for (char const type : types) {
    if (expected.ends_with(type)) all.push_back(type);
  }
  return all;
}

}  // namespace

TEST_CASE("every message has the answer that the protocol gives it") {
  CHECK(all_of(reply_to(verb::parse)) == "1");
  CHECK(all_of(reply_to(verb::bind)) == "2");
  CHECK(all_of(reply_to(verb::close_statement)) == "3");
  CHECK(all_of(reply_to(verb::close_portal)) == "3");
  CHECK(all_of(reply_to(verb::describe_statement)) == "Tnt");
  CHECK(all_of(reply_to(verb::describe_portal)) == "Tn");
  CHECK(all_of(reply_to(verb::execute)) == "CDHIcds");
  CHECK(all_of(reply_to(verb::query)) == "CDHITZcd");
  CHECK(all_of(reply_to(verb::sync)) == "Z");
  CHECK(all_of(wire::reply_to_startup) == "KRZv");
  CHECK(all_of(wire::reply_to_function_call) == "VZ");
}

TEST_CASE("the last message of an answer is known") {
  CHECK(last_of(reply_to(verb::describe_statement)) == "Tn");
  CHECK(last_of(reply_to(verb::execute)) == "CIs");
  for (auto const v : {verb::query, verb::sync}) CHECK(last_of(reply_to(v)) == "Z");
  for (auto const v : {verb::parse, verb::bind, verb::describe_portal, verb::close_portal})
    CHECK(last_of(reply_to(v)) == all_of(reply_to(v)));
}

TEST_CASE("some messages have no answer of their own") {
  for (auto const v : {verb::flush, verb::wait, verb::copy_data, verb::copy_done, verb::copy_fail})
    CHECK(all_of(reply_to(v)).empty());
}

TEST_CASE("after an error, only what ReadyForQuery ends is answered on") {
  for (auto const v : {verb::query, verb::sync}) CHECK(reply_to(v).ends_ready());
  CHECK(wire::reply_to_startup.ends_ready());
  CHECK(wire::reply_to_function_call.ends_ready());
  for (auto const v : {verb::parse, verb::bind, verb::describe_statement, verb::execute, verb::close_portal})
    CHECK_FALSE(reply_to(v).ends_ready());
}

TEST_CASE("what comes at any time is in no answer") {
  for (char const type : types) {
    if (!wire::is_asynchronous(type)) continue;
    for (auto const v : {verb::parse, verb::bind, verb::execute, verb::query, verb::sync})
      CHECK_FALSE(reply_to(v).has(type));
  }
}
