#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notation/notation.hpp"
#include "trace/conversation.hpp"
#include "trace/message_group.hpp"

namespace poolprobe::trace {

/// Writes a log of the messages of one client. A line holds what was sent from one moment with no request
/// pending to the next:
///
///     CONNECTION STATUS: MESSAGES
///
/// CONNECTION is the number of the connection, from 1; STATUS the transaction status before the line (I idle,
/// T in a transaction, E in a failed one, - before the login). MESSAGES are in the notation of wire/notation,
/// with | where the client had received all answers before it went on, startup(name=value ...), cancel, and X
/// for Terminate. Consecutive CopyData are one d, whatever their number. After 1000 messages a line ends with
/// "..." and the number of messages left out. A line that begins with four spaces belongs to the line before:
/// the SQL of a Parse (P:) or Query (Q:), on one line, or an error (error 42P05).
class message_log {
 public:
  using sink = std::function<void(std::string const& lines)>;

  /// `details`: also write the lines with four spaces.
  message_log(std::uint64_t connection, bool details, sink to)
      : connection_(connection), details_(details), to_(std::move(to)) {}

  void start(std::vector<std::pair<std::string, std::string>> const& parameters);
  void cancel();
  void sent(notation::message const&, std::string_view sql, bool waited);
  void fail(std::string_view sqlstate);
  void ready(status now, bool settled);
  void terminate();
  /// Writes the messages that have no answer yet.
  void finish();

 private:
  void line(status before, std::string_view messages);

  std::uint64_t connection_;
  bool details_;
  sink to_;
  status status_ = '-';  ///< the transaction status now
  status began_ = '-';   ///< the transaction status when the group began
  message_group group_{1000};
  std::string more_;  ///< the lines with four spaces
};

}  // namespace poolprobe::trace
