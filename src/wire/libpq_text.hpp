#pragma once

#include <optional>
#include <string>
#include <string_view>

/// libpq tells why a login failed only as text, in verbose mode "… FATAL:  28P01: words\nLOCATION:  routine,
/// file:line" (libpq, PQsetErrorVerbosity). These read it. The texts of libpq itself are English here,
/// because we never call setlocale; a server's may be in any language, so only its SQLSTATE is read.
namespace poolprobe::wire {

/// The SQLSTATE of the server's refusal; nullopt when libpq itself gave up.
[[nodiscard]] std::optional<std::string> sqlstate_in(std::string_view text);

/// Whether the refusal names PostgreSQL's source file and line, which no pooler's does.
[[nodiscard]] bool has_location(std::string_view text);

/// The text without LOCATION, on one line, single-spaced.
[[nodiscard]] std::string one_line(std::string_view text);

/// Whether libpq found an answer that is no PostgreSQL protocol (an HTTP server, garbage).
[[nodiscard]] bool speaks_no_postgres(std::string_view text);

/// Whether the host name could not be resolved.
[[nodiscard]] bool is_resolution_failure(std::string_view text);

/// Whether TLS was asked for and not offered, or could not be agreed on.
[[nodiscard]] bool is_tls_failure(std::string_view text);

}  // namespace poolprobe::wire
