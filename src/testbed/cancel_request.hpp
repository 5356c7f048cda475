#pragma once

#include "wire/connection.hpp"

namespace poolprobe {

class client;
class task_context;

/// A CancelRequest and what became of it.
struct cancel_attempt {
  wire::connection::cancelled how = wire::connection::cancelled::failed;
  double ms = 0;  ///< until the other side had closed the connection that carried it
};

/// Cancels what `running` waits for; counts and records it.
[[nodiscard]] cancel_attempt cancel_step_of(task_context& on, client const& running);

}  // namespace poolprobe
