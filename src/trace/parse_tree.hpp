#pragma once

#include <nlohmann/json_fwd.hpp>

#include "trace/sql_effects.hpp"

namespace poolprobe::trace {

/// Reads the parse tree of libpg_query, versions 15 to 17.
[[nodiscard]] understood_sql read_tree(nlohmann::json const& tree);

}  // namespace poolprobe::trace
