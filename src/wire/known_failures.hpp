#pragma once

#include <string_view>

#include "wire/connection.hpp"

namespace poolprobe::wire {

/// What to do, and a second advice where the error may be a pooler's and not PostgreSQL's.
struct failure_advice {
  std::string_view text;
  std::string_view pooler = {};
};

/// A failure that is recognised by its SQLSTATE; by PgBouncer's own words where it has only 08P01 for
/// everything (PgBouncer, src/proto.c, src/client.c, src/objects.c); by libpq's where no server spoke.
/// Neither's texts are translated here.
struct known_failure {
  std::string_view sqlstate;  ///< "*" for any; empty for libpq's own words
  std::string_view words;     ///< part of the message; empty when the SQLSTATE decides alone
  std::string_view what;
  failure_advice to_do;
};

/// The first row that fits; null where none does.
[[nodiscard]] known_failure const* find_known_failure(open_failure const&);

}  // namespace poolprobe::wire
