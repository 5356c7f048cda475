// The pages of the hazards, and the table that they belong to.
#include <doctest/doctest.h>

#include <algorithm>

#include "explain/explain.hpp"
#include "explain/hazard_page.hpp"
#include "probes/probe.hpp"
#include "trace/hazard_kind.hpp"

using namespace poolprobe;

TEST_CASE("every hazard has a page, and every page a hazard, in the same words") {
  CHECK(all_hazard_pages().size() == trace::hazard_kinds().size());
  for (auto const& kind : trace::hazard_kinds()) {
    CAPTURE(kind.code);
    auto const* probe_page = find_hazard_page(kind.code);
    REQUIRE(probe_page != nullptr);
    CHECK(probe_page->text.starts_with("# " + std::string(kind.code) + " " + std::string(kind.id) + "\n\n"));
  }
}

TEST_CASE("every hazard page has the usual sections in their order, fits 80 columns and any terminal") {
  for (auto const& probe_page : all_hazard_pages()) {
    CAPTURE(probe_page.code);
    std::size_t at = 0;
    for (char const* heading : {"\n## Why\n", "\n## What is counted\n", "\n## Fix it\n", "\n## See it\n"}) {
      CAPTURE(heading);
      at = probe_page.text.find(heading, at);
      REQUIRE(at != std::string_view::npos);
    }
    CHECK(probe_page.text.ends_with('\n'));
    for (std::size_t line = 0; line < probe_page.text.size();) {
      auto const end = std::min(probe_page.text.find('\n', line), probe_page.text.size());
      CHECK(end - line <= 80);
      line = end + 1;
    }
    CHECK(std::all_of(probe_page.text.begin(), probe_page.text.end(),
                      [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  }
}

TEST_CASE("codes and ids are unique, in the order of the codes, and name probes that there are") {
  std::string_view last;
  for (auto const& kind : trace::hazard_kinds()) {
    CAPTURE(kind.code);
    CHECK(kind.code > last);
    last = kind.code;
    CHECK(&kind == trace::find_hazard_kind(kind.id));
    CHECK(&kind == trace::find_hazard_kind(kind.code));
    for (auto const code : kind.probes) {
      auto const probes = all_probes();
      CHECK(std::any_of(probes.begin(), probes.end(), [code](probe const& p) { return p.code == code; }));
    }
  }
}

TEST_CASE("explain knows a hazard by its code, its id and its name, and which probes show the same") {
  for (auto const* word :
       {"TR104", "tr104", "prepared/unnamed-across-transactions", "unnamed across transactions"}) {
    auto const probe_page = explain(word);
    REQUIRE(probe_page.has_value());
    CHECK(probe_page->starts_with("# TR104 "));
    CHECK(probe_page->find("* PP104 prepared/unnamed-across-sync") != std::string::npos);
  }
}
