#pragma once

#include "hostile/rules.hpp"
#include "support/scripted_server.hpp"

namespace poolprobe::testing {

/// Stands between poolprobe and a real server on 127.0.0.1, and changes the messages as the rules say. What
/// no rule is about passes as it is, so that everything else is observed on the real server.
class altering_relay {
 public:
  /// Without a server behind (`port` 0), every login must be refused by a rule.
  altering_relay(rules how, int port);

  [[nodiscard]] int port() const { return server_.port(); }
  /// That database through the relay.
  [[nodiscard]] std::string url(std::string const& database = "app") const;

 private:
  rules how_;
  std::atomic<int> statements_ = 0;  ///< renamed so far, by all connections
  scripted_server server_;
};

}  // namespace poolprobe::testing
