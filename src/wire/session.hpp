#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "wire/answer.hpp"
#include "wire/message.hpp"
#include "wire/stream.hpp"

namespace poolprobe::wire {

/// PostgreSQL's protocol on a connection after login: sends batches of messages and reads their answers. It
/// knows which answers are outstanding, so it never waits for one that cannot come, and rejects one that is
/// not expected.
class session {
 public:
  explicit session(stream over) : over_(over) {}

  /// Sends the batches at once, without waiting. Call `receive` once for the answer of each, in order.
  /// Messages after a `|` are sent by `receive`, when those before it have been answered, or, where COPY data
  /// follow, when the server asks for them. If the deadline passes during sending, the session ends, as half
  /// a message may have been sent.
  [[nodiscard]] ending send(std::vector<std::vector<request>> const& request_batches, deadline until);

  /// Writes the batch so that the kernel sends it with the next `receive`, or when this process ends. False
  /// where that is not possible; then nothing is sent.
  [[nodiscard]] bool prequeue(std::vector<request> const& requests);
  /// True from `prequeue` to the next `receive`.
  [[nodiscard]] bool prequeued() const { return usable_ && prequeued_; }

  /// Waits for the answer of the oldest batch that is not answered yet; after a time-out, the next call waits
  /// for the same one. Complete and empty where no answer is outstanding.
  [[nodiscard]] answer receive(deadline until);

  /// Sends one batch and waits for its answer. Answers of earlier ones are discarded.
  [[nodiscard]] answer exchange(std::vector<request> const& requests, deadline until);

  /// False once the session has ended; it can only be destroyed then.
  [[nodiscard]] bool usable() const { return usable_; }
  /// True while answers are outstanding, e.g. after a time-out.
  [[nodiscard]] bool waiting() const { return !batches_.empty(); }
  /// True between a flushed message and the Sync that ends its implicit transaction.
  [[nodiscard]] bool unsynced() const { return unsynced_; }
  /// The transaction status of the last ReadyForQuery: 'I', 'T' or 'E'.
  [[nodiscard]] char transaction_status() const { return transaction_status_; }

 private:
  /// A message that is not answered yet.
  struct awaited_reply {
    notation::verb verb;
    bool brings_data = false;  ///< CopyData, CopyDone or CopyFail follow it, so the server may ask for them
  };
  /// A batch that has not been answered completely.
  struct request_batch {
    std::deque<awaited_reply> owed;
    std::vector<request> rest;  ///< not sent yet, because a `|` precedes it
    bool skipped = false;
    deadline sent;
  };
  enum class copy { none, out, in };

  /// Removes from `rest` the messages that are sent next, and records the answers that they must get. Returns
  /// their bytes.
  [[nodiscard]] std::string next_part(request_batch& of);
  void owe(request_batch& of, request const& r);
  [[nodiscard]] ending write(std::string const& bytes, deadline until);
  /// Sends the next part of the oldest batch if it may be sent now; false if not.
  [[nodiscard]] bool go_on(deadline until, answer& into);
  /// Adds one message to `into`; returns false when it is not allowed here.
  [[nodiscard]] bool take(reply const& message, answer& into);
  [[nodiscard]] bool settle(char type, std::string_view body);
  /// Whether it completes a Parse or Close before its turn.
  [[nodiscard]] bool settle_early(char type);
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
  bool skipping_ = false;         ///< the server skips everything up to a Sync that is not sent yet
  bool nothing_received_ = true;  ///< no message has been received yet
  char transaction_status_ = 'I';
  deadline last_answer_;            ///< when the last answer was complete
  std::size_t received_bytes_ = 0;  ///< of the current batch; limited, as a server may never stop sending
};

}  // namespace poolprobe::wire
