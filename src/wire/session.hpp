#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wire/message.hpp"
#include "wire/stream.hpp"

namespace poolprobe::wire {

/// How waiting for an answer ended.
enum class ending {
  complete,        ///< every message sent so far has been answered
  timed_out,       ///< the deadline passed; `await` may be called again
  closed,          ///< the other side closed the connection
  malformed,       ///< a message that cannot be read; the session is over
  oversized,       ///< an impossible or excessive length; the session is over
  out_of_order,    ///< a message that nothing sent asks for; the session is over
  desynchronised,  ///< the very first bytes are no message: some were lost before we took over; open again
  interrupted,     ///< the user interrupted
};

/// The name of an ending, for messages: "closed the connection", …
[[nodiscard]] std::string_view word(ending);

/// What came back for a flight of messages.
struct answer {
  ending status = ending::complete;
  std::string types;  ///< the type letters of all messages, in the order of arrival
  std::vector<row> rows;
  std::vector<std::string> copied;    ///< CopyData of a COPY TO STDOUT: one line of the file each
  std::vector<std::string> tags;      ///< CommandComplete
  std::optional<server_error> error;  ///< the first ErrorResponse
  std::vector<server_error> notices;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< ParameterStatus
  double ms = 0;  ///< from the first byte sent to the last message received
};

/// The protocol spoken on a connection after login: sends flights of messages and reads what they call for.
/// Knows which answers are outstanding, so it never waits for one that cannot come, and takes none on trust.
class session {
 public:
  explicit session(stream over) : over_(over) {}

  /// Sends the requests and waits until all of them are answered; at each `|` for what comes before it, where
  /// that is a COPY FROM STDIN until the server wants the data that come next.
  [[nodiscard]] answer exchange(std::vector<request> const& requests, deadline until);

  /// Writes the requests so that they leave with the next `await`, or when this process dies. False where
  /// that cannot be had; nothing is written then.
  [[nodiscard]] bool poise(std::vector<request> const& requests);

  /// Goes on waiting for what a flight that timed out still owes.
  [[nodiscard]] answer await(deadline until);

  /// False once the session ended; only destruction is left then.
  [[nodiscard]] bool usable() const { return usable_; }
  /// True while answers are owed, e.g. after a time-out.
  [[nodiscard]] bool waiting() const { return !owed_.empty(); }
  /// True from `poise` to the next `await`.
  [[nodiscard]] bool poised() const { return usable_ && poised_; }
  /// True between a flushed message and the Sync that ends its implicit transaction.
  [[nodiscard]] bool unsynced() const { return unsynced_; }
  /// The transaction status of the last ReadyForQuery: 'I', 'T' or 'E'.
  [[nodiscard]] char transaction_status() const { return transaction_status_; }

 private:
  using flight = std::span<request const>;

  void owe(flight messages);
  void send(flight messages, deadline until, answer& into);
  /// Reads what is owed; where the data of a COPY come next, until they are wanted.
  void collect(answer& into, deadline until, bool data_next);
  /// Takes one message into `into`; returns false when it is not acceptable here.
  [[nodiscard]] bool take(reply const& message, answer& into);
  [[nodiscard]] bool settle(char type, std::string_view body);
  [[nodiscard]] bool take_error(reply const& message, answer& into);
  [[nodiscard]] bool read_available(answer& into);
  [[nodiscard]] ending broken_as() const;
  void finish(answer& result, ending how);

  stream over_;
  decoder decoder_;
  /// A message that is not answered yet.
  struct debt {
    wire::verb verb;
    bool brings_data = false;  ///< CopyData, CopyDone or CopyFail follow it: it may ask for them
  };
  enum class copy { none, out, in };

  std::deque<debt> owed_;
  copy copying_ = copy::none;  ///< from CopyOutResponse to CopyDone, or from CopyInResponse to the end
  bool usable_ = true;
  bool poised_ = false;
  bool unsynced_ = false;
  bool virgin_ = true;  ///< no message has been received yet
  char transaction_status_ = 'I';
  std::size_t received_bytes_ = 0;  ///< of the flight, against a server that never stops talking
};

}  // namespace poolprobe::wire
