#include <doctest/doctest.h>

#include "testbed/compose_step.hpp"

using namespace poolprobe;

namespace {

std::string sent(step const& one) {
  std::vector<notation::message> messages;
  for (auto const& r : one.requests) messages.push_back(r.message);
  return notation::print_notation(messages);
}

step_ptr step_of(std::string_view script, backend_question asks) {
  statement const with{"", "select 1", {}};
  return compose_step(script, requests_of(script, with), with, asks);
}

}  // namespace

TEST_CASE("where Flush is not answered, a step that keeps its server connection begins a block and syncs") {
  auto const one = step_of("P() B E H", backend_question::never);
  hold_by_block(*one, false);
  CHECK(sent(*one) == "P() B E P() B E S");
  CHECK(one->requests.front().sql == "begin");
  CHECK_FALSE(one->releases);
  CHECK(one->sent == "P() B E P() B E S");
  CHECK(one->sql == "begin; select 1");
}

TEST_CASE("the next step that keeps it runs in the same block, and the one that releases it ends the block") {
  auto const next = step_of("P() B E H", backend_question::known);
  hold_by_block(*next, true);
  CHECK(sent(*next) == "P() B E S");
  auto const last = step_of("P() B E S", backend_question::known);
  hold_by_block(*last, true);
  CHECK(sent(*last) == "P() B E S P() B E S");
  CHECK(last->requests[4].sql == "commit");
  CHECK(last->releases);
  CHECK(last->sql == "select 1; commit");
}

TEST_CASE("behind a named Parse and before Flush the backend is asked for, so that every pooler answers") {
  statement const with{"s", "select 1", {}};
  auto const asks = backend_question::usual;
  CHECK(sent(*compose_step("P(s) H", requests_of("P(s) H", with), with, asks)) == "P(s) P() B E H");
  CHECK(sent(*compose_step("P(s) S", requests_of("P(s) S", with), with, asks)) == "P() B E P(s) S");
  CHECK(sent(*compose_step("P() H", requests_of("P() H", with), with, asks)) == "P() B E P() H");
}

TEST_CASE("a step that keeps nothing is sent as it is") {
  auto const one = step_of("P() B E S", backend_question::never);
  hold_by_block(*one, false);
  CHECK(sent(*one) == "P() B E S");
}
