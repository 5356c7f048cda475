#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "support/scripted_server.hpp"

namespace poolprobe::testing {

/// Whether the packet is an SSLRequest.
[[nodiscard]] bool asks_for_tls(std::string_view packet);

/// The server's side of TLS on an accepted connection, with a certificate that is made once in a process. One
/// thread may receive while another one says something.
class tls_side {
 public:
  explicit tls_side(conversation const& with);
  ~tls_side();
  tls_side(tls_side const&) = delete;
  tls_side& operator=(tls_side const&) = delete;

  [[nodiscard]] bool shake_hands();
  /// Empty once the client has disconnected.
  [[nodiscard]] std::string receive();
  /// False once the client has disconnected.
  bool say(std::string_view bytes);
  /// That the client asked for in its handshake (SNI); empty: none.
  [[nodiscard]] std::string server_name() const;

 private:
  struct state;

  /// What OpenSSL has to send goes out; `step` is repeated as long as it wants more bytes.
  template <class Step>
  int until_done(Step step);

  conversation const& with_;
  std::mutex guard_;  ///< of the state; not held while bytes are waited for
  std::unique_ptr<state> state_;
};

}  // namespace poolprobe::testing
