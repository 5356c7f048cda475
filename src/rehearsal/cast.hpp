#pragma once

#include "drivers/voice.hpp"
#include "stage/stage.hpp"

namespace poolprobe {

/// Who of the two processes that share the pool.
enum class role { first, second };

/// The names that a process gives in its scene: of the driver's own shape, and yet nobody else's on a shared
/// pool. Both processes give the same where two real ones would. `scene` counts the scenes of a run.
[[nodiscard]] name_giver names_for(statement_names const& how, std::string const& nonce, int scene, role who);

/// The program's query for that process: its text is the same in all scenes, so that a pooler which tracks
/// statements keeps few of ours. Where names belong to texts both processes ask the same.
[[nodiscard]] statement question_of(statement_names const& how, std::string const& nonce, role who);
/// The same without parameters, for a simple query.
[[nodiscard]] statement simple_question_of(statement_names const& how, std::string const& nonce, role who);
/// The only row that answers them.
[[nodiscard]] std::string answer_to(statement_names const& how, role who);

}  // namespace poolprobe
