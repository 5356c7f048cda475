#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notation/notation.hpp"

/// Messages of the PostgreSQL protocol 3.0 (PostgreSQL documentation, chapter "Frontend/Backend Protocol",
/// "Message Formats").
namespace poolprobe::wire {

using notation::verb;

/// A message that we send: a step of a script with its SQL, parameters or data.
struct request {
  notation::message message;
  std::string sql;                      ///< Parse and Query
  std::vector<std::string> parameters;  ///< Bind, in text format
  std::string data = {};                ///< CopyData, and the reason of CopyFail
};

/// The bytes of one message; a `wait` step has none. Text is cut at a NUL, which the protocol cannot send.
[[nodiscard]] std::string encode(request const&);

/// A message of that type around its body, as either side sends it.
[[nodiscard]] std::string framed(char type, std::string_view body);

/// The startup packet: protocol version `major << 16 | minor`, then the parameters in the given order.
[[nodiscard]] std::string encode_startup(std::int32_t version,
                                         std::vector<std::pair<std::string, std::string>> const& parameters);

/// The eight bytes of SSLRequest, sent before the startup packet.
[[nodiscard]] std::string encode_ssl_request();

/// A CancelRequest; `key` is the part of BackendKeyData after the process id.
[[nodiscard]] std::string encode_cancel(int pid, std::string_view key);

/// Terminate, which a client sends before it closes.
[[nodiscard]] std::string encode_terminate();

/// A message that we received: its type letter and what follows the length.
struct reply {
  char type = 0;
  std::string body;
};

/// ErrorResponse or NoticeResponse. PgBouncer's own have exactly the fields S, C and M (PgBouncer,
/// src/proto.c, send_pooler_error); PostgreSQL adds V, F, L and R to every one.
struct server_error {
  std::string severity;  ///< untranslated where the server sends it (field V), else field S
  std::string sqlstate;
  std::string message;
  std::string fields;     ///< the letters of all fields, in the order of arrival, e.g. "SVCMFLR"
  std::string file = {};  ///< the source file that it names (field F)

  [[nodiscard]] bool fatal() const { return severity == "FATAL" || severity == "PANIC"; }
  /// PostgreSQL names source file, line and routine in every error; poolers do not.
  [[nodiscard]] bool from_postgres() const { return fields.find('R') != std::string::npos; }
  /// "ERROR 26000: prepared statement "x" does not exist"
  [[nodiscard]] std::string text() const;
};

/// Reads an ErrorResponse or NoticeResponse; nullopt when the body is malformed.
[[nodiscard]] std::optional<server_error> read_error(std::string_view body);

using row = std::vector<std::optional<std::string>>;

/// Reads a DataRow; nullopt when counts and lengths do not fit the body exactly.
[[nodiscard]] std::optional<row> read_row(std::string_view body);

/// Reads ParameterStatus into name and value; nullopt when malformed.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> read_parameter(std::string_view body);

/// Reads the text of CommandComplete; nullopt when malformed.
[[nodiscard]] std::optional<std::string> read_tag(std::string_view body);

/// Reads the process id of BackendKeyData; nullopt when malformed.
[[nodiscard]] std::optional<int> read_key_pid(std::string_view body);

/// Reads the newest minor protocol version of NegotiateProtocolVersion; nullopt when malformed.
[[nodiscard]] std::optional<int> read_negotiated_minor(std::string_view body);

/// Splits a byte stream into messages. After an error it stays broken, as the following bytes cannot be
/// trusted.
class decoder {
 public:
  enum class state { ok, unknown_type, bad_length };

  /// Longer messages are refused; no answer that we request is nearly as long.
  static constexpr std::size_t most_bytes = std::size_t{16} << 20;

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  /// The next whole message, or nullopt when there is none yet or the stream is broken.
  [[nodiscard]] std::optional<reply> next();
  [[nodiscard]] state status() const { return state_; }

 private:
  std::string buffer_;
  std::size_t at_ = 0;
  state state_ = state::ok;
};

}  // namespace poolprobe::wire
