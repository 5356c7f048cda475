#include "survey/observe.hpp"

namespace poolprobe {

/// PgBouncer with disable_pqexec closes the client connection that sends a Query (src/client.c: "PQexec
/// disallowed"). No server connection is touched, so client A may ask; it is opened again if that happens.
void observe_simple_query(testbed& on, signals& seen) {
  auto const asked = on.client("A").run("Q", testbed::unnamed("select 42"));
  if (!asked.answer.error || asked.answer.error->message.find("PQexec disallowed") == std::string::npos)
    return;
  seen.query_refusal = asked.answer.error;
}

}  // namespace poolprobe
