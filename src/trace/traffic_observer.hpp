#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "trace/message_log.hpp"
#include "trace/session_observer.hpp"

namespace poolprobe::trace {

struct traffic_options {
  /// Receives the lines of every message log; empty: no log is written.
  message_log::sink messages = {};
  bool details = false;  ///< also SQL and errors in `messages`
};

/// Observes all connections of an application from the bytes that pass. Not thread-safe.
class traffic_observer {
 public:
  explicit traffic_observer(traffic_options);
  ~traffic_observer();
  traffic_observer(traffic_observer&&) = delete;

  /// The first packet of a client. `connection` counts from 1.
  void open(std::uint64_t connection, std::string_view packet);
  void from_client(std::uint64_t connection, std::string_view bytes);
  void from_server(std::uint64_t connection, std::string_view bytes);
  void close(std::uint64_t connection);
  /// The server could not be reached.
  void miss(std::uint64_t connection);

  /// What was seen so far; for connections that are still open, only what is certain.
  [[nodiscard]] application const& seen() const { return seen_; }

 private:
  class session;
  session* find(std::uint64_t connection);

  traffic_options options_;
  application seen_;
  std::unordered_map<std::uint64_t, std::unique_ptr<session>> sessions_;
};

}  // namespace poolprobe::trace
