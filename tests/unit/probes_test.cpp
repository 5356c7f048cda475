#include <doctest/doctest.h>

#include <algorithm>

#include "connection_text/find_target.hpp"
#include "run/run_probes.hpp"

using namespace poolprobe;

namespace {

bool fits(std::string_view summary) {
  auto const ascii = [](char c) { return c >= ' ' && c <= '~'; };
  return !summary.empty() && summary.size() <= 49 && std::all_of(summary.begin(), summary.end(), ascii);
}

probe_result holds(testbed&) { return {outcome::works, {}, {}, {}}; }

probe named(std::string_view code, std::string_view id) {
  return {.code = code,
          .id = id,
          .feature = "it",
          .requirement = "it holds",
          .holds = "it holds",
          .fails = "it fails",
          .fixes = {},
          .needs = needs::one_client,
          .side_effects = side_effects::nothing,
          .observe = holds};
}

/// The first may close a connection, the second may write into a log, the third must be asked for.
std::vector<probe> three() {
  std::vector<probe> all{named("PP1", "a/first"), named("PP2", "a/second"), named("PP3", "a/third")};
  all[0].side_effects = side_effects::connection;
  all[1].side_effects = side_effects::log_line;
  all[2].permission = permission::ddl;
  return all;
}

std::vector<finding> run(permissions given, std::vector<std::string>& order) {
  auto const nowhere = parse_target("postgresql://127.0.0.1:1/none", "test");
  testbed on(nowhere, {});
  std::vector<finding> findings;
  auto const against = [given](probe const& p) { return forbidden(p, given); };
  run_probes(on, three(), against, findings, [&order](std::string_view id) { order.emplace_back(id); });
  return findings;
}

}  // namespace

TEST_CASE("every probe is listed once, in the order of its code, with summaries that fit a line") {
  auto const all = all_probes();
  CHECK(std::is_sorted(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.code < b.code; }));
  for (auto const& p : all) {
    CAPTURE(p.code);
    CHECK(fits(p.holds));
    CHECK(fits(p.feature));
    CHECK(fits(p.fails));
    CHECK_FALSE(p.requirement.empty());
    CHECK(p.fixes.begin() != p.fixes.end());
    CHECK(std::count_if(all.begin(), all.end(),
                        [&](auto const& q) { return q.code == p.code || q.id == p.id; }) == 1);
  }
}

TEST_CASE("probes that may close a connection run last, and findings keep the order of the list") {
  std::vector<std::string> order;
  auto const findings = run({.ddl = true}, order);
  CHECK(order == std::vector<std::string>{"a/second", "a/third", "a/first"});
  REQUIRE(findings.size() == 3);
  for (std::size_t i = 0; i < findings.size(); ++i) CHECK(findings[i].code == three()[i].code);
}

TEST_CASE("what needs asking is skipped, with the option that allows it") {
  std::vector<std::string> order;
  auto const skipped = run({}, order).back();
  CHECK(skipped.outcome == outcome::skipped);
  CHECK(skipped.summary.find("--allow-ddl") != std::string::npos);
  CHECK(skipped.fixes.empty());
  CHECK(run({.ddl = true}, order).back().outcome == outcome::works);
}

TEST_CASE("a passive run leaves out what may write into a log or close a connection, and says which") {
  std::vector<std::string> order;
  auto const findings = run({.ddl = true, .passive = true}, order);
  REQUIRE(findings.size() == 3);
  CHECK(findings[0].summary == "not run: may close connections (--passive)");
  CHECK(findings[1].summary == "not run: may write into a log (--passive)");
  CHECK(findings[2].outcome == outcome::works);
  for (auto const i : {0, 1}) CHECK(findings[static_cast<std::size_t>(i)].outcome == outcome::skipped);
}
