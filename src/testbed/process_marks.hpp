#pragma once

#include <optional>
#include <string>

namespace poolprobe {

class client;
class task_context;

/// What a pooler process shows of itself to one client. Several processes may answer at one address (a
/// balancer, so_reuseport); where they differ in this, what a client meets depends on the process that it
/// gets.
struct process_marks {
  std::string announced;        ///< version and mode that the login reports (PgBouncer 1.26); empty: nothing
  std::optional<bool> renames;  ///< whether the server knows a statement by another name; nullopt: not seen
};

/// How the two differ, as a sentence; empty where they do not.
[[nodiscard]] std::string difference(process_marks const& one, process_marks const& other);

/// The part that the login reports; `renames` is left open.
[[nodiscard]] process_marks marks_at_login(client const& who);

/// Notes the marks of the process that serves `other`, which is not the one of the other clients. The first
/// time only; prepares one statement, looks its name up on the server, and closes it.
void note_other_process(task_context& on, client& other);

/// Disconnects all clients, and opens A until a process serves it that differs from the one noted so far.
/// Swaps what was noted of the two. False where none was met within a few attempts.
[[nodiscard]] bool move_to_other_process(task_context& on);

}  // namespace poolprobe
