#include "survey/observe.hpp"

namespace poolprobe {
namespace {

bool refuses_blocks(wire::server_error const& error) {
  auto const says = [&error](char const* words) { return error.message.find(words) != std::string::npos; };
  return says("transaction") && says("statement");
}

}  // namespace

/// PgBouncer in statement mode closes client and server connection at the first open transaction
/// (src/server.c: "transaction blocks not allowed in statement pooling mode"), so this runs on a connection
/// of its own. Odyssey accepts BEGIN there, and has rolled it back when the next statement comes.
void observe_begin(stage& on, signals& seen) {
  auto& c = on.client("C");
  auto const begun = c.run("P() B E S", stage::unnamed("begin"));
  seen.begin = begin_result::unclear;
  if (begun.ok()) {
    auto const open = c.in_transaction();
    auto const next = c.run("S");
    if (next.ok()) seen.begin = open && c.in_transaction() ? begin_result::accepted : begin_result::lost;
    if (c.in_transaction()) c.run("P() B E S", stage::unnamed("rollback"));
  } else if (begun.answer.error && refuses_blocks(*begun.answer.error)) {
    seen.begin = begin_result::refused;
    seen.begin_refusal = begun.answer.error;
  }
  on.dismiss("C");
}

}  // namespace poolprobe
