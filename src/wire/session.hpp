#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "wire/answer.hpp"
#include "wire/message.hpp"
#include "wire/stream.hpp"

namespace poolprobe::wire {

/// The protocol spoken on a connection after login: sends flights of messages and reads what they call for.
/// Knows which answers are outstanding, so it never waits for one that cannot come, and takes none on trust.
class session {
 public:
  explicit session(stream over) : over_(over) {}

  /// Sends the flights in one go, without waiting; each gets its answer from a `hear` of its own, in order.
  /// What comes after a `|` is sent by `hear`, when what comes before it has been answered, or, where data of
  /// a COPY come next, when the server wants them. What is not sent by the deadline ends the session: half a
  /// message lies on the wire.
  [[nodiscard]] ending send(std::vector<std::vector<request>> const& request_batches, deadline until);

  /// Sends the flight so that it leaves with the next `hear`, or when this process dies. False where that
  /// cannot be had; nothing is sent then.
  [[nodiscard]] bool prequeue(std::vector<request> const& requests);
  /// True from `prequeue` to the next `hear`.
  [[nodiscard]] bool prequeued() const { return usable_ && prequeued_; }

  /// Waits for the answer of the oldest flight that has none yet; after a time-out it goes on with the same.
  /// Complete and empty where nothing is owed.
  [[nodiscard]] answer receive(deadline until);

  /// Sends one flight and waits for its answer; those of earlier ones are passed over.
  [[nodiscard]] answer exchange(std::vector<request> const& requests, deadline until);

  /// False once the session ended; only destruction is left then.
  [[nodiscard]] bool usable() const { return usable_; }
  /// True while answers are owed, e.g. after a time-out.
  [[nodiscard]] bool waiting() const { return !batches_.empty(); }
  /// True between a flushed message and the Sync that ends its implicit transaction.
  [[nodiscard]] bool unsynced() const { return unsynced_; }
  /// The transaction status of the last ReadyForQuery: 'I', 'T' or 'E'.
  [[nodiscard]] char transaction_status() const { return transaction_status_; }

 private:
  /// A message that is not answered yet.
  struct awaited_reply {
    notation::verb verb;
    bool brings_data = false;  ///< CopyData, CopyDone or CopyFail follow it: it may ask for them
  };
  /// A flight on its way.
  struct request_batch {
    std::deque<awaited_reply> owed;
    std::vector<request> rest;  ///< what is not sent yet, because a `|` comes before it
    bool skipped = false;
    deadline sent;
  };
  enum class copy { none, out, in };

  /// Takes from `rest` what is to be sent next, as bytes, and notes what it calls for.
  [[nodiscard]] std::string next_part(request_batch& of);
  void owe(request_batch& of, request const& r);
  [[nodiscard]] ending write(std::string const& bytes, deadline until);
  /// Sends the next part of the oldest flight where it is time to; false where it is not.
  [[nodiscard]] bool go_on(deadline until, answer& into);
  /// Takes one message into `into`; returns false when it is not acceptable here.
  [[nodiscard]] bool take(reply const& message, answer& into);
  [[nodiscard]] bool settle(char type, std::string_view body);
  [[nodiscard]] bool take_error(reply const& message, answer& into);
  void skip_to_sync();
  static void drop_unsent_to_sync(request_batch& of);
  [[nodiscard]] bool read_available(answer& into);
  [[nodiscard]] bool answered() const {
    return batches_.front().owed.empty() && batches_.front().rest.empty();
  }
  [[nodiscard]] ending broken_as() const;
  void finish(answer& result, ending how);

  stream over_;
  decoder decoder_;
  std::deque<request_batch> batches_;  ///< the oldest first
  copy copying_ = copy::none;  ///< from CopyOutResponse to CopyDone, or from CopyInResponse to the end
  bool usable_ = true;
  bool prequeued_ = false;
  bool unsynced_ = false;
  bool skipping_ = false;  ///< the server passes over everything up to a Sync that is not sent yet
  bool virgin_ = true;     ///< no message has been received yet
  char transaction_status_ = 'I';
  deadline last_answer_;            ///< when the last answer was complete
  std::size_t received_bytes_ = 0;  ///< of the flight, against a server that never stops talking
};

}  // namespace poolprobe::wire
