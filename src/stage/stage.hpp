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
#include "stage/permissions.hpp"
#include "target/target.hpp"
#include "wire/hello.hpp"

namespace poolprobe {

/// How patient and how large a stage is.
struct stage_limits {
  std::chrono::milliseconds connect{5000};    ///< for opening one connection
  std::chrono::milliseconds step{1500};       ///< for one answer; far below any pooler's own waits
  std::chrono::milliseconds hold{1500};       ///< for taking a certain server connection, on a busy pool
  std::chrono::milliseconds clean_up{10000};  ///< for reaching every server connection that must be cleaned
  int connections = 3;                        ///< at most so many at once, at least 2
};

/// A refusal that the survey met with, so that nobody has to pay for it a second time.
struct known_refusal {
  std::optional<std::string> sqlstate;
  std::string observed;  ///< in words, as a finding tells it
};

/// How the pooler hands out server connections, as the survey found it. Probes rely on it to know whether a
/// client can be moved at all.
struct hand_over {
  bool dedicated = false;      ///< every client keeps its own server connection (direct, session mode)
  bool single_server = false;  ///< the pool gives no second server connection
  bool single_client = false;  ///< while one client is connected, no other is served
  std::optional<known_refusal> block = {};         ///< of BEGIN; costs the pool a server connection
  std::optional<known_refusal> simple_query = {};  ///< of Query; costs a client connection
};

/// A login with one startup parameter more than usual.
struct startup_attempt {
  wire::greeting answer;
  poolprobe::client* in = nullptr;  ///< who was let in; null where `answer` is not `let_in`
};

/// A CancelRequest and what became of it.
struct cancel_attempt {
  wire::connection::cancelled how = wire::connection::cancelled::failed;
  double ms = 0;  ///< until the other side had closed the connection that carried it
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
  /// Opens that client with one more startup parameter. What libpq cannot send goes out without it, and then
  /// only where no password is asked for; `options` libpq can send. Frees the places that it may need.
  [[nodiscard]] startup_attempt open_with(std::string_view label, std::string const& name,
                                          std::string const& value);
  /// Cancels what `running` waits for; counts and records it.
  cancel_attempt cancel(poolprobe::client const& running);
  /// Ends the connection of that client; a later `client` opens a new one.
  void dismiss(std::string_view label);

  /// A statement with a name that nobody else has; its text carries the run's mark for the clean-up.
  [[nodiscard]] statement named(std::string_view sql);
  [[nodiscard]] static statement unnamed(std::string sql, std::vector<std::string> parameters = {});
  /// A name that nobody else has, for anything else that needs one; safe to write in SQL without quotes.
  [[nodiscard]] std::string fresh_name();

  /// Makes `holder` occupy the server connection that `whose` used last: Parse, Bind, Execute and Flush
  /// without Sync, so that the pooler cannot take it back. Retries while the pooler hands out another one.
  [[nodiscard]] held_server hold(poolprobe::client& holder, poolprobe::client const& whose);

  /// For what another client is about to leave on a server connection and `holder` is to `hold`: from then on
  /// until the `hold` it is nobody's, and were we killed, it would stay. So the holder's question lies ready
  /// in its socket before; if we die the kernel sends it and then closes, whereupon the pooler closes that
  /// server connection with all that is on it. Not where the pooler hands out another one first, nor beyond
  /// Linux.
  void poise(poolprobe::client& holder) const {
    if (!servers.dedicated) holder.poise();
  }

  [[nodiscard]] expectation expect(reaction const& seen) const { return {seen, std::nullopt}; }

  /// Notes what `by`, which holds a server connection, is about to leave there: before it does, so that no
  /// interrupt can come between.
  void note(poolprobe::client const& by, left_behind what);
  /// The same for statements that are prepared by SQL, whose text must carry the run's mark (`named`).
  void note_prepared(poolprobe::client const& by);
  /// Takes away what was noted on the server connection that `holder` has now, prepared statements excepted:
  /// a pooler that tracks them would not learn that they are gone.
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

  permissions allowed;
  hand_over servers;
  poolprobe::cost cost;

  [[nodiscard]] target const& where() const { return *where_; }
  [[nodiscard]] std::string const& nonce() const { return nonce_; }
  [[nodiscard]] wire::deadline step_deadline() const { return wire::clock::now() + limits_.step; }
  [[nodiscard]] wire::deadline connect_deadline() const { return wire::clock::now() + limits_.connect; }

  /// Counts a connection about to be opened beside the clients (wire::say_hello, the console), and dismisses
  /// B where there would be too many otherwise.
  void count_extra_connection();

 private:
  friend class poolprobe::client;
  friend class held_server;

  void record(poolprobe::client const& by, reaction const& seen, std::string const& sent,
              std::string const& sql, bool prepares);
  [[nodiscard]] poolprobe::client& slot(std::string_view label);
  [[nodiscard]] int open_connections() const;
  [[nodiscard]] startup_attempt log_in(poolprobe::client& c, std::string const& name,
                                       std::string const& value);
  void make_room();
  void settle(poolprobe::client& c);
  [[nodiscard]] bool sweep();
  void clean_held(poolprobe::client& holder);
  [[nodiscard]] bool drop_statements(poolprobe::client& holder);
  [[nodiscard]] static bool run_all(poolprobe::client& holder, reaction const& spelled_out);
  void count(wire::server_error const& error);
  void forget_ended_backends(poolprobe::client& asking);

  target const* where_;
  stage_limits limits_;
  std::optional<wire::login> usual_;  ///< the last login without any change
  std::string nonce_;
  int names_ = 0;
  std::vector<std::unique_ptr<poolprobe::client>> clients_;  ///< their addresses stay valid
  ledger ledger_;
  bool misjudged_ = false;
  std::vector<transcript_entry> transcript_;
};

}  // namespace poolprobe
