#pragma once

#include <string>
#include <string_view>

struct ssl_st;  // OpenSSL's SSL

namespace poolprobe::wire {

/// What would go over the socket if `bytes` were written to this TLS session, whose handshake is done. The
/// session cannot be written to by anybody afterwards. Empty where that fails.
[[nodiscard]] std::string encrypted(ssl_st& tls, std::string_view bytes);

}  // namespace poolprobe::wire
