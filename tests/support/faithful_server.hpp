#pragma once

#include <functional>
#include <string>

#include "support/scripted_server.hpp"

/// A server for the load loop: it understands `select N::int4` in every form that drivers use, and answers as
/// PostgreSQL does, unless a test makes it spoil an answer.
namespace poolprobe::testing {

/// Returns what is sent instead of the whole answer to what arrived in one piece. `turn` counts from 1 on
/// each connection.
using spoil = std::function<std::string(std::string answer, int turn)>;

/// Accepts every login. If `spoiled` returns an empty text, nothing is sent.
[[nodiscard]] behaviour answers_faithfully(spoil spoiled);
[[nodiscard]] behaviour answers_faithfully();

/// As above, but sends each answer with `say`, which returns false to hang up.
[[nodiscard]] behaviour answers_by(
    std::function<bool(conversation&, std::string const& answer, int turn)> say);

/// A DataRow of one column.
[[nodiscard]] std::string row_of(std::string_view value);

}  // namespace poolprobe::testing
