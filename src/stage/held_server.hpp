#pragma once

#include <optional>
#include <utility>

#include "stage/observation.hpp"

namespace poolprobe {

class client;
class stage;

/// A server connection that a client occupies; given back by `release` or at the end of the scope. Where
/// every client has a server connection of its own there is nothing to hold, and holding always succeeds.
class held_server {
 public:
  held_server(stage const& on, client& holder, std::optional<int> backend, bool reached)
      : on_(&on), holder_(&holder), backend_(backend), reached_(reached) {}
  ~held_server() { release(); }
  held_server(held_server const&) = delete;
  held_server& operator=(held_server const&) = delete;

  /// Sync: the pooler may hand the server connection to others again.
  void release();

  /// Whether the holder got the server connection that it was to take.
  [[nodiscard]] bool reached() const { return reached_; }

  /// An expectation that is spoiled, and so `unknown`, unless the backends fit the plan: the holder's steps
  /// ran on the held server connection, everybody else's on another one.
  [[nodiscard]] expectation expect(reaction const& seen) const;

 private:
  [[nodiscard]] std::optional<std::string> spoiled(reaction const& seen) const;

  stage const* on_;
  client* holder_;
  std::optional<int> backend_;
  bool reached_;
};

}  // namespace poolprobe
