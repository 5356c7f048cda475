#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/message.hpp"

namespace poolprobe::wire {

/// How waiting for an answer ended.
enum class ending {
  complete,        ///< every message of the batch has been answered
  skipped,         ///< the server skips it, because of an error in an earlier batch before the same Sync
  timed_out,       ///< the deadline passed; `receive` may be called again
  closed,          ///< the other side closed the connection
  malformed,       ///< a message that cannot be read; the session is over
  oversized,       ///< an impossible or excessive length; the session is over
  out_of_order,    ///< a message that nothing sent asks for; the session is over
  desynchronised,  ///< the very first bytes are no message: some were lost before we took over; open again
  interrupted,     ///< the user interrupted
};

/// The name of an ending, for messages: "closed the connection", …
[[nodiscard]] std::string_view word(ending);

/// What came back for a batch of messages.
struct answer {
  ending status = ending::complete;
  std::string types;  ///< the type letters of all messages, in the order of arrival
  std::vector<row> rows;
  std::vector<std::string> copied;    ///< CopyData of a COPY TO STDOUT: one line of the file each
  std::vector<std::string> tags;      ///< CommandComplete
  std::optional<server_error> error;  ///< the first ErrorResponse
  std::vector<server_error> notices;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< ParameterStatus
  double ms = 0;  ///< from the first byte sent, or the end of the answer before, to the last message received
};

}  // namespace poolprobe::wire
