#include "run/keep_worse.hpp"

#include <doctest/doctest.h>

using namespace poolprobe;

namespace {

driver_result result(std::string config, outcome seen, std::string fix_id = {}) {
  driver_result one;
  one.driver = "pgx";
  one.config = std::move(config);
  one.outcome = seen;
  one.summary = word(seen);
  one.fix = fix_id.empty() ? "" : "as it comes";
  one.fix_verified = !fix_id.empty();
  one.fix_id = std::move(fix_id);
  return one;
}

}  // namespace

TEST_CASE("of two poolers behind one address the graver outcome stays, and says what the other one did") {
  run_record run, other;
  run.drivers = {result("exec", outcome::works)};
  other.drivers = {result("exec", outcome::breaks)};
  keep_worse(run, other);
  CHECK(run.drivers.front().outcome == outcome::breaks);
  CHECK(run.drivers.front().summary == "breaks (on another pooler behind this address: works)");
}

TEST_CASE("a fix that works on one of the poolers only is none, the driver's default included") {
  for (auto const* id : {"pgx", "pgx:exec"}) {
    CAPTURE(std::string(id));
    auto const config = std::string(id) == "pgx" ? "" : "exec";
    run_record run, other;
    run.drivers = {result("simple", outcome::breaks, id), result(config, outcome::works)};
    other.drivers = {result("simple", outcome::breaks, id), result(config, outcome::breaks)};
    keep_worse(run, other);
    CHECK(run.drivers.front().fix_id.empty());
    CHECK(run.drivers.front().fix.empty());
    CHECK_FALSE(run.drivers.front().fix_verified);
  }
}
