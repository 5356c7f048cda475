#pragma once

#include <string_view>

#include "notation/notation.hpp"

/// Which messages answer which (PostgreSQL documentation, chapter "Frontend/Backend Protocol", "Message
/// Flow"). All code that follows a session uses this table.
namespace poolprobe::wire {

/// The types of the messages that answer one message: any number of `before`, then one of `last`. Two things
/// are the same for all and so are not listed: ErrorResponse may replace any of them, and messages
/// of `is_asynchronous` may come at any time.
struct expected_reply {
  std::string_view before;
  std::string_view last;  ///< empty: the message has no answer of its own

  /// Whether a message of that type may be part of the answer.
  [[nodiscard]] constexpr bool has(char type) const { return holds(before, type) || ends_with(type); }
  /// Whether it is the last message of the answer.
  [[nodiscard]] constexpr bool ends_with(char type) const { return holds(last, type); }
  /// Whether ReadyForQuery ends the answer, after an error too. After an error in the answer to any other
  /// message the server skips everything up to the next Sync.
  [[nodiscard]] constexpr bool ends_ready() const { return ends_with('Z'); }

 private:
  [[nodiscard]] static constexpr bool holds(std::string_view types, char type) {
    return types.find(type) != std::string_view::npos;
  }
};

/// What answers a startup packet once the login is under way.
inline constexpr expected_reply reply_to_startup{"RKv", "Z"};
/// What answers FunctionCall, for which the notation has no letter.
inline constexpr expected_reply reply_to_function_call{"V", "Z"};

/// The table. CopyInResponse (G) is not in it: it may come where data follow, in the answer to Execute and
/// Query, and CommandComplete ends what it began. CopyBothResponse (W) is not either: it belongs to
/// replication.
[[nodiscard]] constexpr expected_reply reply_to(notation::verb asked) {
  using notation::verb;
  switch (asked) {
    case verb::parse:
      return {"", "1"};
    case verb::bind:
      return {"", "2"};
    case verb::close_statement:
    case verb::close_portal:
      return {"", "3"};
    case verb::describe_statement:
      return {"t", "Tn"};
    case verb::describe_portal:
      return {"", "Tn"};
    case verb::execute:
      return {"DHdc", "CIs"};
    case verb::query:
      return {"TDCIHdc", "Z"};
    case verb::sync:
      return {"", "Z"};
    case verb::flush:
    case verb::wait:
    case verb::copy_data:
    case verb::copy_done:
    case verb::copy_fail:
      return {};
  }
  return {};
}

/// NoticeResponse, ParameterStatus and NotificationResponse may come at any time.
[[nodiscard]] constexpr bool is_asynchronous(char type) { return type == 'N' || type == 'S' || type == 'A'; }

/// Whether a message of that type ends one command, of which a Query may have several: CommandComplete,
/// EmptyQueryResponse, or PortalSuspended.
[[nodiscard]] constexpr bool ends_command(char type) {
  return reply_to(notation::verb::execute).ends_with(type);
}

/// Whether the server runs a statement for it.
[[nodiscard]] constexpr bool runs_statement(notation::verb asked) {
  return asked == notation::verb::execute || asked == notation::verb::query;
}

}  // namespace poolprobe::wire
