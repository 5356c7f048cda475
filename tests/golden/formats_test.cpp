// Other programs read these formats: they must find what the record holds, whatever text a server sent.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "golden/records.hpp"
#include "reports/markdown_text.hpp"
#include "reports/registry.hpp"

namespace {

using namespace poolprobe;
using fields = std::vector<std::string>;

/// RFC 4180, with line feeds.
std::vector<fields> parse_csv(std::string const& text) {
  std::vector<fields> lines;
  fields line(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (quoted && c == '"' && text[i + 1] == '"') {
      line.back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      line.emplace_back();
    } else if (!quoted && c == '\n') {
      lines.push_back(std::exchange(line, fields(1)));
    } else {
      line.back() += c;
    }
  }
  CHECK_FALSE(quoted);
  return lines;
}

std::size_t column(std::vector<fields> const& table, std::string_view name) {
  auto const found = std::find(table.front().begin(), table.front().end(), name);
  REQUIRE(found != table.front().end());
  return static_cast<std::size_t>(found - table.front().begin());
}

/// Counts the cells as GitHub's scanner does: a backslash and the character after it never separate cells.
std::size_t cells_of(std::string_view row) {
  std::size_t bars = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '\\') {
      ++i;
    } else if (row[i] == '|') {
      ++bars;
    }
  }
  return bars - 1;
}

}  // namespace

TEST_CASE("every line of CSV has the fields of its header, and none is a formula") {
  for (auto const record :
       {golden::benched, golden::bench_hostile, golden::bench_interrupted, golden::hostile, golden::failing,
        golden::driver_breaks, golden::traced, golden::traced_hostile}) {
    auto const lines = parse_csv(render_csv(record(), {}));
    REQUIRE(lines.size() > 1);
    for (auto const& line : lines) {
      CHECK(line.size() == lines.front().size());
      for (auto const& field : line)
        CHECK((field.empty() || std::string_view("=+-@\t\r").find(field.front()) == std::string_view::npos));
    }
  }
}

TEST_CASE("lines of CSV about several hosts begin with the host, and are of one table") {
  auto const lines = parse_csv(render_runs_csv(golden::hosts(), {}));
  REQUIRE(lines.size() > 3);
  CHECK(lines[0][0] == "host");
  CHECK(lines[1][0].empty());
  CHECK(lines[1][column(lines, "outcome")] == "incompatible");
  std::string hosts;
  for (auto const& line : lines) {
    CHECK(line.size() == lines.front().size());
    if (line[1] == "verdict") hosts += line[0] + "=" + line[column(lines, "outcome")] + " ";
  }
  CHECK(hosts ==
        "=incompatible 127.0.0.1:6432=incompatible pooler.example:6433=compatible 127.0.0.1:6434=error ");
}

TEST_CASE("what breaks has no figures in CSV") {
  auto const table = parse_csv(render_csv(golden::benched(), {}));
  auto const status = column(table, "status");
  int broken = 0;
  for (auto const& line : table) {
    if (line[status] != "breaks") continue;
    ++broken;
    for (auto const* name : {"operations", "ops_per_s", "p50_us", "connect_ms", "vs_direct", "vs_baseline"})
      CHECK(line[column(table, name)].empty());
    CHECK(line[column(table, "broke_at")] == "2");
  }
  CHECK(broken == 4);
}

TEST_CASE("no text takes a Markdown table apart, or becomes HTML") {
  std::mt19937 random(7);
  std::string_view const letters = "|\\`<>&@a _*[]()!#$~-\n:/.w";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto length = random() % 12; length > 0; --length) text += letters[random() % letters.size()];
    markdown_text const as(round % 2 == 0);
    auto const prose = as.prose(text);
    auto const code = as.code(text);
    CAPTURE(text);
    REQUIRE(cells_of(markdown_text::row({prose, code, "x"})) == 3);
    REQUIRE(prose.find('\n') == std::string::npos);
    REQUIRE(code.find('\n') == std::string::npos);
    // Only our own tags, and code that no backtick in the text can end.
    for (auto at = prose.find('<'); at != std::string::npos; at = prose.find('<', at + 1))
      REQUIRE(prose.substr(at, 8) == "<!-- -->");
    if (code.starts_with('`')) {
      REQUIRE(code.find('`', 1) == code.size() - 1);
    } else if (!code.empty()) {
      REQUIRE(code.starts_with("<code>"));
    }
  }
}

TEST_CASE("Markdown makes no mention of anybody, and no link") {
  markdown_text const as(false);
  CHECK(as.prose("@who") == "@<!-- -->who");
  CHECK(as.prose("http://x") == "http:<!-- -->//x");
  CHECK(as.prose("www.x") == "www<!-- -->.x");
  CHECK(as.prose("[a](b) <b>") == "\\[a\\](b) &lt;b&gt;");
  CHECK(as.prose("- x") == "\\- x");
  CHECK(as.code("a|b`c") == "<code>a\\|b\\`c</code>");
  CHECK(as.code("@who") == "`@who`");
}
