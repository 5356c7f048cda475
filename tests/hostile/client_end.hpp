#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "support/scripted_server.hpp"
#include "support/tls_side.hpp"

namespace poolprobe::testing {

/// The client's end of a relayed session, in clear text or over TLS.
class client_end {
 public:
  explicit client_end(conversation& with) : with_(with) {}

  /// Answers an SSLRequest with yes, and shakes hands. False where that failed.
  [[nodiscard]] bool begin_tls();
  [[nodiscard]] bool is_tls() const { return tls_.has_value(); }
  /// Of the TLS handshake; empty: none.
  [[nodiscard]] std::string server_name() const { return tls_ ? tls_->server_name() : std::string(); }

  bool say(std::string_view bytes) { return tls_ ? tls_->say(bytes) : with_.say(bytes); }
  [[nodiscard]] std::string receive() { return tls_ ? tls_->receive() : with_.receive(); }
  void end_sending() { with_.end_sending(); }

 private:
  conversation& with_;
  std::optional<tls_side> tls_;
};

/// A NAT or balancer that forgets a connection which was silent for too long: nothing passes any more, and
/// nobody is told.
class silence_watch {
 public:
  /// 0: it never forgets.
  explicit silence_watch(std::chrono::milliseconds limit) : limit_(limit) {}

  /// Whether what has come now passes.
  [[nodiscard]] bool passes();

 private:
  using clock = std::chrono::steady_clock;

  std::chrono::milliseconds limit_;
  std::atomic<clock::time_point> last_ = clock::now();
  std::atomic<bool> forgotten_ = false;
};

}  // namespace poolprobe::testing
