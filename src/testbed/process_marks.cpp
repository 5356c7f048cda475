#include "testbed/process_marks.hpp"

#include <fmt/format.h>

#include <utility>

#include "testbed/announcement.hpp"
#include "testbed/client.hpp"
#include "testbed/client_connections.hpp"
#include "testbed/named_statement.hpp"
#include "testbed/pending.hpp"
#include "testbed/task_context.hpp"
#include "testbed/testbed.hpp"
#include "wire/connection.hpp"

namespace poolprobe {
namespace {

std::string announcement_in_words(std::string const& announced) {
  return announced.empty() ? "announces nothing" : "announces " + announced;
}

/// All in one Sync, so that nothing is left on a server connection that a client of this process alone can
/// reach.
std::optional<bool> renames(task_context& on, client& who) {
  auto const mark = named_statement(on.shared(), "select 'another process'");
  auto const parsed = who.post("P({}) H", mark);
  auto const found =
      who.post("P() B E H",
               testbed::unnamed("select name from pg_prepared_statements where statement = $1", {mark.sql}));
  who.run("C(S {}) S", mark);
  auto const told = found.receive();
  if (!parsed.receive().ok() || !told.ok() || !told.value()) return std::nullopt;
  return *told.value() != mark.name;
}

}  // namespace

std::string difference(process_marks const& one, process_marks const& other) {
  if (one.renames && other.renames && *one.renames != *other.renames)
    return "one pooler behind this address gives prepared statements names of its own, another one does not";
  if (one.announced != other.announced)
    return fmt::format("one pooler behind this address {}, another one {}",
                       announcement_in_words(one.announced), announcement_in_words(other.announced));
  return {};
}

process_marks marks_at_login(client const& who) {
  auto const* login_facts = who.login_facts();
  if (login_facts == nullptr) return {};
  auto const announced = announced_in(*login_facts);
  if (!announced) return {};
  auto const mode = announced->pool_mode == pool_mode::unknown
                        ? std::string()
                        : fmt::format(", {} mode", word(announced->pool_mode));
  return {fmt::format("PgBouncer {}{}", announced->version, mode), std::nullopt};
}

void note_other_process(task_context& on, client& other) {
  auto& noted = on.shared().other_marks;
  if (noted || !other.ready()) return;
  auto const before = on.transcript().size();
  noted = marks_at_login(other);
  noted->renames = renames(on, other);
  on.transcript().resize(before);  // these steps belong to no probe
}

bool move_to_other_process(task_context& on) {
  constexpr int attempts = 8;
  auto& shared = on.shared();
  for (auto const* label : {"B", "C"}) disconnect_client(on, label);
  for (int i = 0; i < attempts; ++i) {
    disconnect_client(on, "A");
    if (open_client(on, "A")) return false;
    auto& a = on.client("A");
    auto marks = marks_at_login(a);
    marks.renames = renames(on, a);
    if (difference(marks, shared.marks).empty()) continue;
    shared.other_marks = std::exchange(shared.marks, std::move(marks));
    return true;
  }
  return false;
}

}  // namespace poolprobe
