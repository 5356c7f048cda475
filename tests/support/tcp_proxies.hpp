#pragma once

#include <string>
#include <vector>

#include "support/other_poolers.hpp"

/// Programs that pass the bytes on without being poolers; real ones, from tests/lab/poolers.sh.
namespace poolprobe::testing {

/// HAProxy in TCP mode, which hands each connection to the next of `ports` of 127.0.0.1 (balance roundrobin).
[[nodiscard]] other_pooler haproxy_before(lab::found_binary const&, std::vector<int> const& ports);

/// stunnel that ends TLS as PostgreSQL offers it (protocol = pgsql), with a self-signed certificate, and
/// speaks clear text to `port`.
[[nodiscard]] other_pooler stunnel_before(lab::found_binary const&, int port);

/// As `stunnel_before`, but who asks for `server_name` in the TLS handshake (SNI) is led to `named_port`.
[[nodiscard]] other_pooler stunnel_routing(lab::found_binary const&, int port, std::string const& server_name,
                                           int named_port);

}  // namespace poolprobe::testing
