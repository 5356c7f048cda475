#include "conninfo/libpq_values.hpp"

#include <doctest/doctest.h>

using namespace poolprobe;

TEST_CASE("a value that libpq does not take is named where it is a misspelling, with what it takes") {
  auto const misspelt = unknown_value("sslmode", "requre");
  CHECK(misspelt.code == exit_code::usage);
  CHECK(misspelt.message == "sslmode does not take \"requre\"");
  CHECK(misspelt.hint.starts_with("did you mean require? sslmode takes disable, allow, prefer"));
  CHECK(unknown_value("target_session_attrs", "readwrite").hint.starts_with("did you mean read-write"));
}

TEST_CASE("a value that may be a piece of a password is not") {
  for (auto const* key : {"sslmode", "keepalives"}) {
    auto const refused = unknown_value(key, "hunter2");
    CHECK((refused.message + refused.hint).find("hunter2") == std::string::npos);
    CHECK(refused.message.find(key) != std::string::npos);
  }
  CHECK(unknown_value("sslmode", "requirehunter2").message.find("hunter2") == std::string::npos);
  CHECK(unknown_value("keepalives", "x").hint.find("documentation") != std::string::npos);
}
