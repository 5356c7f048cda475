#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// libpq reports why a login failed only as text, in verbose mode "… FATAL:  28P01: words\nLOCATION: routine,
/// file:line" (libpq, PQsetErrorVerbosity). These read it. The texts of libpq itself are English here,
/// because we never call setlocale; a server's may be in any language, so only its SQLSTATE is read.
namespace poolprobe::wire {

/// The SQLSTATE of the server's refusal; nullopt when libpq itself failed.
[[nodiscard]] std::optional<std::string> sqlstate_in(std::string_view text);

/// Whether the refusal names PostgreSQL's source file and line, which no pooler's does.
[[nodiscard]] bool has_location(std::string_view text);

/// The text without LOCATION, on one line, single-spaced.
[[nodiscard]] std::string without_location(std::string_view text);

/// The result of one attempt. libpq makes several where the host has several addresses, where several hosts
/// are given, and where TLS is optional (sslmode=prefer or allow): then once with TLS and once in clear text.
struct attempt_text {
  std::string where;  ///< in libpq's words: "localhost (::1), port 5432"; empty where it names none
  std::string words;  ///< on one line, without place, LOCATION and libpq's guesses at the cause
  std::optional<std::string> sqlstate;
  bool from_postgres = false;  ///< has a location
};

/// All attempts of one PQconnectPoll run, in their order; never empty.
[[nodiscard]] std::vector<attempt_text> attempts_in(std::string_view text);

/// The attempt that says why there is no connection: the last, unless that is the refusal of clear text after
/// something else went wrong under TLS at the same place.
[[nodiscard]] attempt_text const& decisive(std::vector<attempt_text> const&);

/// The results of the attempts, as short as possible.
[[nodiscard]] std::string summary(std::vector<attempt_text> const&);

/// Whether libpq found an answer that is no PostgreSQL protocol (an HTTP server, garbage).
[[nodiscard]] bool is_no_postgres(std::string_view text);

/// Whether the other side closed the connection without saying why.
[[nodiscard]] bool is_closed_silently(std::string_view text);

/// Whether the host name could not be resolved.
[[nodiscard]] bool is_resolution_failure(std::string_view text);

/// Whether TLS was asked for and not offered, or could not be agreed on.
[[nodiscard]] bool is_tls_failure(std::string_view text);

}  // namespace poolprobe::wire
