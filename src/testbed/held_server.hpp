#pragma once

#include <optional>

#include "testbed/probe_result.hpp"

namespace poolprobe {

class client;
class task_context;
class testbed;

/// How long a client tries to take a certain server connection.
enum class persistence {
  full,   ///< while the pooler gives others
  brief,  ///< until it gives the same other one twice
};

/// A server connection that a client occupies; released by `release` or at the end of the scope. Where
/// every client has a server connection of its own there is nothing to hold, and holding always succeeds.
class held_server {
 public:
  held_server(testbed& on, client& holder, std::optional<int> wanted, bool reached);
  ~held_server() { release(); }
  held_server(held_server const&) = delete;
  held_server& operator=(held_server const&) = delete;

  /// Sync: the pooler may hand the server connection to others again.
  void release();

  /// Whether the holder got the server connection that it had to take.
  [[nodiscard]] bool reached() const { return reached_; }

  /// An expectation whose `works` becomes `unknown` unless the backends fit the plan: the holder's steps ran
  /// on the wanted server connection, and the steps of all others on another one, or on the wanted one after
  /// the holder had used it.
  [[nodiscard]] expectation expect(step_result const& seen) const;

 private:
  [[nodiscard]] std::optional<std::string> spoiled(step_result const& seen) const;

  task_context* on_;
  client* holder_;
  std::optional<int> wanted_;
  bool reached_;
};

}  // namespace poolprobe
