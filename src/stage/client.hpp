#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stage/reaction.hpp"
#include "stage/statement.hpp"
#include "wire/connection.hpp"

namespace poolprobe {

class stage;

/// One client connection on the stage. Runs scripts in the wire notation; every step also asks
/// `select pg_backend_pid()` in the same round trip, so the server connection that answered is known. A
/// client that could not connect, or lost its connection, answers every step with "closed".
class client {
 public:
  client(stage& on, std::string label) : on_(&on), label_(std::move(label)) {}

  /// Sends `script` and waits for the answer or the stage's deadline. `{}` in it stands for the statement's
  /// name; Parse and Query carry its SQL, Bind its values. A script that ends in Flush keeps the server
  /// connection, and the next one runs on the same, until one ends in Sync. Throws `fatal{interrupted}`.
  reaction run(std::string_view script, statement const& with = {});
  /// As `run`, but waits no longer than `patience`; `await` takes up where it ended.
  reaction run(std::string_view script, statement const& with, std::chrono::milliseconds patience);

  /// Sends `script` once for each of the statements, then `end`, all in one go.
  reaction run_each(std::string_view script, std::vector<statement> const& all, std::string_view end);

  /// Readies the step that takes a server connection: it leaves with `await`, or when we are killed. A pooler
  /// closes the server connection of a client that goes while it holds one.
  void poise();
  [[nodiscard]] bool poised() const;

  /// Waits once more for what a step without an answer in time still owes.
  reaction await();
  reaction await(std::chrono::milliseconds patience);

  [[nodiscard]] std::string const& label() const { return label_; }
  /// The backend of the last answer that told one.
  [[nodiscard]] std::optional<int> backend() const { return backend_; }
  /// Whether the last answer came from another backend than the one before, on the same connection.
  [[nodiscard]] bool changed_backend() const { return changed_backend_; }
  /// True while the client keeps its server connection by a Flush without Sync.
  [[nodiscard]] bool holding() const;
  /// Connected, with nothing owed and nothing held: fit for a next step.
  [[nodiscard]] bool ready() const;
  /// True between BEGIN and COMMIT or ROLLBACK.
  [[nodiscard]] bool in_transaction() const;
  /// True while an answer is owed.
  [[nodiscard]] bool waiting() const;
  /// Sends a CancelRequest for what it runs.
  [[nodiscard]] wire::connection::cancelled cancel() const;

  /// What its login told; null when it is not connected.
  [[nodiscard]] wire::login const* login() const;
  /// Why it is not connected, where that was tried; empty otherwise.
  [[nodiscard]] std::string const& failure() const { return failure_; }

 private:
  friend class stage;

  /// What must be remembered of a flight until its answer has come.
  struct flight {
    enum class question { none, first, last, known } asked = question::none;
    bool prepares = false;  ///< it may leave a named statement on the server
    std::string sent;
    std::string sql;
    std::vector<wire::row> heard;  ///< rows of an answer that is not complete yet
  };

  [[nodiscard]] std::optional<wire::open_failure> connect(wire::deadline until,
                                                          wire::login_change const& change = {});
  void take_over(wire::connection opened);
  void disconnect();
  [[nodiscard]] flight plan(std::string_view script, std::vector<wire::request> const& requests,
                            statement const& with) const;
  /// After an error inside a transaction block the server answers nothing but the end of the block: no
  /// question can be asked, and none is needed, because the block has one server connection.
  [[nodiscard]] bool transaction_failed() const;
  [[nodiscard]] std::optional<reaction> late();
  reaction send(std::string_view script, statement const& with, wire::deadline until);
  [[nodiscard]] std::vector<wire::request> with_question(std::vector<wire::request> requests) const;
  reaction launch(std::vector<wire::request> requests, wire::deadline until);
  reaction listen(wire::deadline until);
  [[nodiscard]] reaction finish(wire::answer answer);
  [[nodiscard]] reaction conclude(wire::answer answer);

  stage* on_;
  std::string label_;
  std::optional<wire::connection> connection_;
  std::optional<int> backend_;
  bool changed_backend_ = false;
  flight flight_;
  std::string failure_;
};

}  // namespace poolprobe
