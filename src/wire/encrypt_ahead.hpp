#pragma once

#include <string>
#include <string_view>

struct ssl_st;  // OpenSSL's SSL

namespace poolprobe::wire {

/// The bytes that would be sent on the socket if `bytes` were written to this TLS session after its
/// handshake. The session must not be written to afterwards. Empty where that fails.
[[nodiscard]] std::string encrypted(ssl_st& tls, std::string_view bytes);

}  // namespace poolprobe::wire
