#pragma once

#include <optional>
#include <string>

#include "model/outcome.hpp"

namespace poolprobe {

namespace wire {
struct login_facts;
}

/// What PgBouncer 1.26 and later report about themselves at login (ParameterStatus, PgBouncer NEWS 1.26.0). A
/// pooler in front passes it on as if it were its own.
struct announcement {
  std::string version;
  poolprobe::pool_mode pool_mode = poolprobe::pool_mode::unknown;
  std::optional<long> max_prepared_statements;
};

/// nullopt where the login reported nothing of it.
[[nodiscard]] std::optional<announcement> announced_in(wire::login_facts const&);

}  // namespace poolprobe
