#include "survey/observe.hpp"

namespace poolprobe {
namespace {

bool refuses_blocks(wire::server_error const& error) {
  auto const sends = [&error](char const* words) { return error.message.find(words) != std::string::npos; };
  return sends("transaction") && sends("statement");
}

/// A savepoint can be made inside a transaction block only (PostgreSQL, SAVEPOINT: 25P01).
begin_result is_open(client& c) {
  if (!c.in_transaction()) return begin_result::lost;
  auto const ended =
      c.run_each("P() B E", {testbed::unnamed("savepoint poolprobe"), testbed::unnamed("rollback")}, "S");
  if (ended.ok()) return begin_result::accepted;
  return ended.answer.error && ended.answer.error->sqlstate == "25P01" ? begin_result::lost
                                                                       : begin_result::unclear;
}

}  // namespace

/// PgBouncer in statement mode closes client and server connection at the first open transaction
/// (src/server.c: "transaction blocks not allowed in statement pooling mode"), so this costs B its
/// connection. Odyssey accepts BEGIN there, and has rolled it back when the next statement comes.
void observe_begin(testbed& on, signals& seen) {
  auto& b = on.client("B");
  auto const begun = b.run("P() B E S", testbed::unnamed("begin"));
  seen.begin = begin_result::unclear;
  if (begun.ok()) {
    seen.begin = is_open(b);
  } else if (begun.answer.error && refuses_blocks(*begun.answer.error)) {
    seen.begin = begin_result::refused;
    seen.begin_refusal = begun.answer.error;
  }
  if (!b.ready()) on.disconnect("B");
}

}  // namespace poolprobe
