#include "cli/live_screen.hpp"

#include <doctest/doctest.h>

using namespace poolprobe;

TEST_CASE("a report whose beginning was shown goes on below it") {
  CHECK(screen_update("a\nb\n", "a\nb\n\nc\n", 80, 24) == "\nc\n");
  CHECK(screen_update("a\nb\n", "a\nb\n", 80, 24).empty());
}

TEST_CASE("a beginning that has changed is drawn anew in its place") {
  CHECK(screen_update("a\nb\n", "x\n", 80, 24) == "\x1b[2A\r\x1b[Jx\n");
}

TEST_CASE("a beginning is taken back where nothing follows") {
  CHECK(screen_update("a\nb\n", "", 80, 24) == "\x1b[2A\r\x1b[J");
}

TEST_CASE("colours take no columns, and a long line takes several rows") {
  CHECK(screen_update("\x1b[1;31mabcdef\x1b[0m\n", "x\n", 6, 24) == "\x1b[1A\r\x1b[Jx\n");
  CHECK(screen_update("\x1b[1;31mabcdefg\x1b[0m\n", "x\n", 6, 24) == "\x1b[2A\r\x1b[Jx\n");
}

TEST_CASE("what is no longer on the screen stays as it is") {
  CHECK(screen_update("a\nb\nc\n", "x\n", 80, 3) == "\nx\n");
}
