#include "explain/probe_page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "lab/feature_matrix.hpp"
#include "probes/probe.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find('\n', at), text.size());
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  return longest;
}

constexpr std::string_view comparison = "\n## PgBouncer's feature matrix\n";

/// The section that compares the probe with the published table, as one line.
std::string comparison_of(std::string_view probe_page) {
  auto const begin = probe_page.find(comparison) + comparison.size();
  std::string text;
  for (char const c : probe_page.substr(begin, probe_page.find("\n## ", begin) - begin)) {
    if (c != '\n') text += c;
    if (c == '\n' && !text.empty() && text.back() != ' ') text += ' ';
  }
  return text;
}

std::string_view word(published value) {
  switch (value) {
    case published::yes:
      return "Yes";
    case published::never:
      return "Never";
    case published::if_tracked:
      return "Yes if max_prepared_statements is not 0";
  }
  return "?";
}

std::string sentence(feature const& f, std::string_view code) {
  return "Row \"" + std::string(f.row) + "\": session " + std::string(word(f.session)) + ", transaction " +
         std::string(word(f.transaction)) + (has_known_differences(code) ? ". Differs. " : ". Agrees.");
}

}  // namespace

TEST_CASE("every probe has a page that begins with its code and id") {
  for (auto const& p : all_probes()) {
    CAPTURE(p.code);
    auto const* found = find_probe_page(p.code);
    REQUIRE(found != nullptr);
    CHECK(found->text.starts_with("# " + std::string(p.code) + " " + std::string(p.id) + "\n\n"));
    CHECK(found->id == p.id);
  }
}

TEST_CASE("every page says in its comment what the row of its probe says must hold") {
  for (auto const& p : all_probes()) {
    CAPTURE(p.code);
    CHECK(find_probe_page(p.code)->requirement == p.requirement);
    CHECK(find_probe_page(p.code)->text.find("<!--") == std::string_view::npos);
  }
}

TEST_CASE("pages come in the order in which probes are shown") {
  auto const same = [](probe const& p, probe_page const& page) { return p.code == page.code; };
  CHECK(std::ranges::equal(all_probes(), all_probe_pages(), same));
}

TEST_CASE("every page is that of one probe") {
  for (auto const& probe_page : all_probe_pages()) {
    CAPTURE(probe_page.code);
    auto const its = [&probe_page](auto const& other) { return other.code == probe_page.code; };
    auto const probes = all_probes();
    auto const pages = all_probe_pages();
    CHECK(std::count_if(probes.begin(), probes.end(), its) == 1);
    CHECK(std::count_if(pages.begin(), pages.end(), its) == 1);
  }
}

TEST_CASE("every page has the usual sections in their order, fits 80 columns and any terminal") {
  for (auto const& probe_page : all_probe_pages()) {
    CAPTURE(probe_page.code);
    std::size_t at = 0;
    for (char const* heading : {"\n## Why\n", "\n## What poolprobe does\n",
                                "\n## PgBouncer's feature matrix\n", "\n## Fix it\n", "\n## See it\n"}) {
      CAPTURE(heading);
      auto const found = probe_page.text.find(heading, at);
      REQUIRE(found != std::string_view::npos);
      at = found;
    }
    CHECK(probe_page.text.ends_with('\n'));
    CHECK(longest_line(probe_page.text) <= 80);
    CHECK(std::all_of(probe_page.text.begin(), probe_page.text.end(),
                      [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  }
}

TEST_CASE("every page names the published rows that its probe observes, and says whether it agrees") {
  for (auto const& probe_page : all_probe_pages()) {
    CAPTURE(probe_page.code);
    auto const text = comparison_of(probe_page.text);
    CAPTURE(text);
    auto rows = 0;
    for (auto const& f : feature_matrix()) {
      if (std::find(f.probes.begin(), f.probes.end(), probe_page.code) == f.probes.end()) continue;
      ++rows;
      CHECK(text.find(sentence(f, probe_page.code)) != std::string::npos);
    }
    CHECK(text.starts_with("No row of it.") == (rows == 0));
  }
}

TEST_CASE("a code without a probe has no page") { CHECK(find_probe_page("PP999") == nullptr); }
