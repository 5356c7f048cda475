#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "wire/message.hpp"
#include "wire/stream.hpp"

namespace poolprobe::wire {

/// How waiting for an answer ended.
enum class ending {
  complete,        ///< every message of the flight has been answered
  skipped,         ///< the server skips it, because of an error in an earlier flight before the same Sync
  timed_out,       ///< the deadline passed; `hear` may be called again
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
  double ms = 0;  ///< from the first byte sent, or the end of the answer before, to the last message received
};

/// The protocol spoken on a connection after login: sends flights of messages and reads what they call for.
/// Knows which answers are outstanding, so it never waits for one that cannot come, and takes none on trust.
class session {
 public:
  explicit session(stream over) : over_(over) {}

  /// Sends the flights in one go, without waiting; each gets its answer from a `hear` of its own, in order.
  /// What is not sent by the deadline ends the session: half a message lies on the wire.
  [[nodiscard]] ending send(std::vector<std::vector<request>> const& flights, deadline until);

  /// Waits for the answer of the oldest flight that has none yet; after a time-out it goes on with the same.
  /// Complete and empty where nothing is owed.
  [[nodiscard]] answer hear(deadline until);

  /// Sends one flight and waits for its answer; those of earlier ones are passed over.
  [[nodiscard]] answer exchange(std::vector<request> const& requests, deadline until);

  /// False once the session ended; only destruction is left then.
  [[nodiscard]] bool usable() const { return usable_; }
  /// True while answers are owed, e.g. after a time-out.
  [[nodiscard]] bool waiting() const { return !flights_.empty(); }
  /// True between a flushed message and the Sync that ends its implicit transaction.
  [[nodiscard]] bool unsynced() const { return unsynced_; }
  /// The transaction status of the last ReadyForQuery: 'I', 'T' or 'E'.
  [[nodiscard]] char transaction_status() const { return transaction_status_; }

 private:
  /// A flight on its way: its messages that are not answered yet.
  struct flight {
    std::deque<verb> owed;
    bool skipped = false;
    deadline sent;
  };

  void owe(std::vector<request> const& requests);
  /// Takes one message into `into`; returns false when it is not acceptable here.
  [[nodiscard]] bool take(reply const& message, answer& into);
  [[nodiscard]] bool settle(char type, std::string_view body);
  [[nodiscard]] bool take_error(reply const& message, answer& into);
  void skip_to_sync();
  [[nodiscard]] bool read_available(answer& into);
  [[nodiscard]] bool answered() const { return flights_.front().owed.empty(); }
  [[nodiscard]] ending broken_as() const;
  void finish(answer& result, ending how);

  stream over_;
  decoder decoder_;
  std::deque<flight> flights_;  ///< the oldest first
  bool copying_ = false;        ///< between CopyOutResponse and CopyDone
  bool usable_ = true;
  bool unsynced_ = false;
  bool virgin_ = true;  ///< no message has been received yet
  char transaction_status_ = 'I';
  deadline heard_;                  ///< when the last answer was complete
  std::size_t received_bytes_ = 0;  ///< of the flight, against a server that never stops talking
};

}  // namespace poolprobe::wire
