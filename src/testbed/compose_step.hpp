#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testbed/statement.hpp"
#include "testbed/step.hpp"

/// From a script in the wire notation and a statement to a step that can be sent. Sends nothing itself.
namespace poolprobe {

/// `script` with `name` in the place of every `{}`.
[[nodiscard]] std::string with_name(std::string_view script, std::string const& name);

/// The messages of `script`: Parse and Query carry the statement's SQL, Bind its values, CopyData its data.
[[nodiscard]] std::vector<wire::request> requests_of(std::string_view script, statement const& with);

/// Whether they use an unnamed statement of an earlier step: then the query for the backend, which is one
/// too, must not come first.
[[nodiscard]] bool uses_earlier_unnamed(std::vector<wire::request> const& requests);

/// Stands for all of them in a transcript: what the first few say.
[[nodiscard]] statement summary_of(std::vector<statement> const& all);

/// Whether a step also asks for the backend that answers it.
enum class backend_question {
  usual,  ///< it does, where nothing in it rules that out
  known,  ///< the backend is that of the step before: it runs on the same server connection
  never,
};

/// The step that sends `requests`, with the question for its backend among them.
[[nodiscard]] step_ptr compose_step(std::string_view script, std::vector<wire::request> requests,
                                    statement const& with, backend_question when);

/// Where the pooler does not answer Flush: a step that would end with it begins a transaction block instead,
/// and ends with Sync; one that would end the implicit transaction ends that block. `held`: the step before
/// began it.
void hold_by_block(step& one, bool held);

}  // namespace poolprobe
