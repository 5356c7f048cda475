// The table of tests/lab/matrix.cpp against what is published, and against the list of probes. That the table
// is true, the lab tests show.
#include "lab/feature_matrix.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "probes/probe.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

TEST_CASE("what PgBouncer publishes of a feature is what was observed, but for the differences we explain") {
  int compared = 0;
  for (auto const& f : feature_matrix()) {
    for (auto const& code : f.probes) {
      for (auto const& c : matrix()) {
        if (!is_published(c)) continue;
        CAPTURE(f.row);
        CAPTURE(code);
        CAPTURE(c.server);
        CAPTURE(c.topology);
        auto const outcome = expected_outcome(c, code);
        CAPTURE(outcome);
        CHECK(differs(f, c, code) == is_known_difference(c, code));
        ++compared;
      }
    }
  }
  CHECK(compared > 300);
}

TEST_CASE("the matrix has a row for every probe, and knows which must be asked for") {
  auto const rows = matrix_probes();
  auto const probes = all_probes();
  REQUIRE(rows.size() == probes.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].code == probes[i].code);
    CHECK(rows[i].opt_in == (probes[i].permission != permission::none));
  }
}

TEST_CASE("the matrix has a cell for every pooler in every topology, and one for every server alone") {
  for (auto const& s : servers()) {
    for (auto const& t : topologies()) {
      CAPTURE(s.name);
      CAPTURE(t.name);
      auto const cells = std::count_if(matrix().begin(), matrix().end(), [&](auto const& c) {
        return c.server == s.name && c.topology == t.name;
      });
      CHECK(cells == ((s.program == "postgres") == (t.name == "direct") ? 1 : 0));
    }
  }
}
