#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/run_record.hpp"
#include "stage/client.hpp"
#include "stage/held_server.hpp"
#include "stage/ledger.hpp"
#include "stage/observation.hpp"
#include "target/target.hpp"

namespace poolprobe {

/// How patient and how large a stage is.
struct stage_limits {
  std::chrono::milliseconds connect{5000};    ///< for opening one connection
  std::chrono::milliseconds step{1500};       ///< for one answer; far below any pooler's own waits
  std::chrono::milliseconds hold{1500};       ///< for taking a certain server connection, on a busy pool
  std::chrono::milliseconds clean_up{10000};  ///< for reaching every server connection that must be cleaned
};

/// How the pooler hands out server connections, as the survey found it. Probes rely on it to know whether a
/// client can be moved at all.
struct hand_over {
  bool dedicated = false;      ///< every client keeps its own server connection (direct, session mode)
  bool single_server = false;  ///< the pool gives no second server connection
  bool single_client = false;  ///< while one client is connected, no other is served
};

/// The set that a probe acts on: clients by name, fresh statements, and `hold`, which takes a server
/// connection out of the pooler's hand so that other clients must be moved. Keeps the transcript, the ledger
/// of what must be cleaned up, and the count of what it all cost.
class stage {
 public:
  stage(target const& where, stage_limits limits);
  ~stage();
  stage(stage const&) = delete;
  stage& operator=(stage const&) = delete;

  /// The client of that name, connected and idle if that can be had. One that is not answers "closed".
  poolprobe::client& client(std::string_view label);
  /// As `client`, but tells why it could not connect.
  [[nodiscard]] std::optional<wire::open_failure> open(std::string_view label);
  /// Ends the connection of that client; a later `client` opens a new one.
  void dismiss(std::string_view label);

  /// A statement with a name that nobody else has; its text carries the run's mark for the clean-up.
  [[nodiscard]] statement named(std::string_view sql);
  [[nodiscard]] static statement unnamed(std::string sql, std::vector<std::string> parameters = {});

  /// Makes `holder` occupy the server connection that `whose` used last: Parse, Bind, Execute and Flush
  /// without Sync, so that the pooler cannot take it back. Retries while the pooler hands out another one.
  [[nodiscard]] held_server hold(poolprobe::client& holder, poolprobe::client const& whose);

  [[nodiscard]] expectation expect(reaction const& seen) const { return {seen, std::nullopt}; }

  /// Notes that `by`, which holds a server connection, is about to change a setting there: before it does, so
  /// that no interrupt can come between.
  void changed(poolprobe::client const& by, std::string name, std::string before);
  /// Undoes the noted changes on the server connection that `holder` has now.
  void restore(poolprobe::client& holder);

  /// Removes everything of ours from every server connection that can be reached; returns what could not be.
  [[nodiscard]] std::vector<residue> clean_up();

  /// The steps since the last call.
  [[nodiscard]] std::vector<transcript_entry> take_transcript() { return std::exchange(transcript_, {}); }

  /// What the survey found out; from now on the stage watches whether it stays true.
  void believe(hand_over found);

  /// True when a client's backend changed although the survey found server connections to be dedicated:
  /// whatever rests on that is void.
  [[nodiscard]] bool misjudged() const { return misjudged_; }

  hand_over servers;
  poolprobe::cost cost;

  [[nodiscard]] target const& where() const { return *where_; }
  [[nodiscard]] std::string const& nonce() const { return nonce_; }
  [[nodiscard]] wire::deadline step_deadline() const { return wire::clock::now() + limits_.step; }
  [[nodiscard]] wire::deadline connect_deadline() const { return wire::clock::now() + limits_.connect; }

  /// Counts a connection opened beside the clients (wire::say_hello, the console).
  void count_extra_connection();

 private:
  friend class poolprobe::client;
  friend class held_server;

  void record(poolprobe::client const& by, reaction const& seen, std::string const& sent,
              std::string const& sql, bool prepares);
  [[nodiscard]] poolprobe::client& slot(std::string_view label);
  [[nodiscard]] int open_connections() const;
  void settle(poolprobe::client& c);
  [[nodiscard]] bool sweep();
  void clean_held(poolprobe::client& holder);
  [[nodiscard]] bool drop_statements(poolprobe::client& holder);
  void forget_ended_backends(poolprobe::client& asking);

  target const* where_;
  stage_limits limits_;
  std::string nonce_;
  int statements_ = 0;
  std::vector<std::unique_ptr<poolprobe::client>> clients_;  ///< their addresses stay valid
  ledger ledger_;
  bool misjudged_ = false;
  std::vector<transcript_entry> transcript_;
};

}  // namespace poolprobe
