#pragma once

#include "wire/connection.hpp"

namespace poolprobe {

class client;
class task_context;

/// A CancelRequest and its result.
struct cancel_attempt {
  wire::connection::cancelled how = wire::connection::cancelled::failed;
  double ms = 0;  ///< until the other side had closed the connection that carried it
};

/// Cancels the statement that `running` waits for; counts and records the request.
[[nodiscard]] cancel_attempt cancel_step_of(task_context& on, client const& running);

}  // namespace poolprobe
