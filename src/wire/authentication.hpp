#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "conninfo/secret.hpp"

namespace poolprobe::wire {

/// One login with a password, on the client's side: in clear text, as MD5, or by SCRAM-SHA-256 without
/// channel binding (PostgreSQL documentation, "SASL Authentication"; RFC 5802, RFC 7677). For the startup
/// packets that libpq cannot send.
class authentication {
 public:
  /// `nonce` must be printable ASCII without a comma, and new each time.
  authentication(std::string user, secret const& password, std::string nonce = fresh_nonce());

  /// The message that answers an authentication request (the body of R); empty where none is expected.
  /// nullopt where we have no answer: another method, a password that RFC 4013 would have to prepare first, a
  /// server that does not keep to the protocol, or that does not know the password either.
  [[nodiscard]] std::optional<std::string> answer(std::string_view request);

  /// Whether an AuthenticationOk may be believed now: SCRAM that was begun must have been ended.
  [[nodiscard]] bool settled() const { return !begun_ || proven_; }

  /// 24 characters from the kernel's randomness.
  [[nodiscard]] static std::string fresh_nonce();

 private:
  [[nodiscard]] std::optional<std::string> begin_scram(std::string_view mechanisms);
  [[nodiscard]] std::optional<std::string> prove(std::string_view server_first);
  [[nodiscard]] std::optional<std::string> set_pool_facts(std::string_view server_final);

  std::string user_;
  secret const& password_;
  std::string nonce_;
  std::string server_signature_;  ///< in base64: what the server must end with
  bool begun_ = false;
  bool proven_ = false;
};

}  // namespace poolprobe::wire
