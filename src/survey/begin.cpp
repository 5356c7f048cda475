#include "survey/observe.hpp"

namespace poolprobe {

/// PgBouncer in statement mode closes client and server connection at the first open transaction
/// (src/server.c: "transaction blocks not allowed in statement pooling mode"), so this runs on a connection
/// of its own.
void observe_begin(stage& on, signals& seen) {
  auto& c = on.client("C");
  auto const begun = c.run("P() B E S", stage::unnamed("begin"));
  seen.begin = begin_result::unclear;
  if (begun.ok()) {
    seen.begin = begin_result::accepted;
    c.run("P() B E S", stage::unnamed("rollback"));
  } else if (begun.answer.error && begun.answer.error->message.find("transaction") != std::string::npos &&
             begun.answer.error->message.find("statement") != std::string::npos) {
    seen.begin = begin_result::refused;
    seen.begin_refusal = begun.answer.error;
  }
  on.dismiss("C");
}

}  // namespace poolprobe
