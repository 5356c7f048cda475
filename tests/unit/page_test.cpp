#include "probes/page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "probes/probe.hpp"

using namespace poolprobe;

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

}  // namespace

TEST_CASE("every probe has a page that begins with its code and id") {
  for (auto const& p : all_probes()) {
    CAPTURE(p.code);
    auto const* found = find_page(p.code);
    REQUIRE(found != nullptr);
    CHECK(found->text.starts_with("# " + std::string(p.code) + " " + std::string(p.id) + "\n\n"));
  }
}

TEST_CASE("every page is that of one probe") {
  for (auto const& page : all_pages()) {
    CAPTURE(page.code);
    auto const its = [&page](auto const& other) { return other.code == page.code; };
    auto const probes = all_probes();
    auto const pages = all_pages();
    CHECK(std::count_if(probes.begin(), probes.end(), its) == 1);
    CHECK(std::count_if(pages.begin(), pages.end(), its) == 1);
  }
}

TEST_CASE("every page has the usual sections in their order, fits 80 columns and any terminal") {
  for (auto const& page : all_pages()) {
    CAPTURE(page.code);
    std::size_t at = 0;
    for (char const* heading :
         {"\n## Why\n", "\n## What poolprobe does\n", "\n## Mend it\n", "\n## See it\n"}) {
      CAPTURE(heading);
      auto const found = page.text.find(heading, at);
      REQUIRE(found != std::string_view::npos);
      at = found;
    }
    CHECK(page.text.ends_with('\n'));
    CHECK(longest_line(page.text) <= 80);
    CHECK(std::all_of(page.text.begin(), page.text.end(),
                      [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  }
}

TEST_CASE("a code without a probe has no page") { CHECK(find_page("PP999") == nullptr); }
