#include "reports/printable_text.hpp"

#include <doctest/doctest.h>

#include <string>

#include "reports/wrap_text.hpp"

namespace {

using poolprobe::display_width;
using poolprobe::printable;
using poolprobe::wrap;
using lines = std::vector<std::string>;

TEST_CASE("ordinary text stays as it is") {
  CHECK(printable("") == "");
  CHECK(printable("select 'a\\b' -- ü €") == "select 'a\\b' -- ü €");
  CHECK(printable("\xF0\x9F\x90\x98") == "\xF0\x9F\x90\x98");
}

TEST_CASE("what acts on a terminal is shown instead") {
  CHECK(printable("\x1b[2J") == "\\x1b[2J");
  CHECK(printable(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(printable("a\r\n\tb\x7f") == "a\\r\\n\\tb\\x7f");
  CHECK(printable("\xC2\x9B"
                  "31m") == "\\u{9b}31m");
  CHECK(printable("\xE2\x80\xAE") == "\\u{202e}");
  CHECK(printable("\xE2\x80\xA8") == "\\u{2028}");
  CHECK(printable("\xEF\xBB\xBF") == "\\u{feff}");
  CHECK(printable("\xF3\xA0\x81\x81") == "\\u{e0041}");
}

TEST_CASE("invalid UTF-8 is replaced, byte by byte") {
  std::string const replacement = "\xEF\xBF\xBD";
  CHECK(printable("a\x9B"
                  "b") == "a" + replacement + "b");
  CHECK(printable("\xC0\xAF") == replacement + replacement);
  CHECK(printable("\xE2\x82") == replacement + replacement);
  CHECK(printable("\xED\xA0\x80") == replacement + replacement + replacement);
  CHECK(printable("\xF4\x90\x80\x80") == replacement + replacement + replacement + replacement);
  CHECK(printable("\xFF\x1b") == replacement + "\\x1b");
}

TEST_CASE("with ascii nothing else is left") {
  CHECK(printable("ü\xFF~", true) == "\\u{fc}?~");
  for (int byte = 0; byte < 256; ++byte) {
    for (int next = 0; next < 256; ++next) {
      std::string const pair{static_cast<char>(byte), static_cast<char>(next)};
      for (char const shown : printable(pair, true)) REQUIRE((shown >= ' ' && shown <= '~'));
    }
  }
}

TEST_CASE("escaping twice changes nothing") {
  for (auto const* text : {"\x1b[0m", "\xFF\xE2\x80\xAE", "a\nb", "ü"}) {
    CHECK(printable(printable(text)) == printable(text));
    CHECK(printable(printable(text, true), true) == printable(text, true));
  }
}

TEST_CASE("a code point is one column") {
  CHECK(display_width("") == 0);
  CHECK(display_width("aü→") == 3);
  CHECK(poolprobe::padded("ü", 3) == "ü  ");
  CHECK(poolprobe::padded("long", 3) == "long");
}

TEST_CASE("wrapping breaks at spaces and cuts nothing") {
  CHECK(wrap("", 10) == lines{""});
  CHECK(wrap("one two three", 7) == lines{"one two", "three"});
  CHECK(wrap("üü üü üü", 5) == lines{"üü üü", "üü"});
  CHECK(wrap("postgresql://averylonghost/db x", 10) == lines{"postgresql://averylonghost/db", "x"});
  CHECK(wrap("S  SQL: select", 20) == lines{"S  SQL: select"});
  CHECK(wrap("  led and trailed  ", 40) == lines{"led and trailed"});
}

}  // namespace
