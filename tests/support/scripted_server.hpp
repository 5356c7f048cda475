#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// Servers that may answer where a PostgreSQL is expected: other services, broken ones, malicious ones.
namespace poolprobe::testing {

/// One accepted connection, seen from the server.
class conversation {
 public:
  conversation(int fd, std::size_t number) : fd_(fd), number_(number) {}

  /// False once the client has disconnected.
  bool say(std::string_view bytes) const;
  /// The next bytes of the client; empty once it has disconnected.
  [[nodiscard]] std::string receive() const;
  /// Says no more, but may still receive.
  void end_sending() const;
  /// The number of this connection, from 0 on.
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  int fd_;
  std::size_t number_;
};

/// How a scripted server treats a connection; when it returns, the scripted server hangs up.
using behaviour = std::function<void(conversation&)>;

/// Listens on a free port of 127.0.0.1 and treats every connection the same way, each in a thread of its own.
/// Closes all connections when it is destroyed.
class scripted_server {
 public:
  explicit scripted_server(behaviour);
  ~scripted_server();
  scripted_server(scripted_server const&) = delete;
  scripted_server& operator=(scripted_server const&) = delete;

  [[nodiscard]] int port() const { return port_; }
  /// "postgresql://app@127.0.0.1:PORT/app?sslmode=disable"
  [[nodiscard]] std::string url() const;

 private:
  void accept_all();
  void serve(int fd, std::size_t number);

  behaviour behaviour_;
  int listening_ = -1;
  int port_ = 0;
  std::atomic<bool> closing_ = false;
  std::mutex guard_;
  std::set<int> open_;  ///< guarded by `guard_`
  std::vector<std::thread> talks_;
  std::thread acceptor_;
};

/// Waits for the first bytes, sends `bytes`, and hangs up.
[[nodiscard]] behaviour sends(std::string const& bytes);
/// Reads everything and never answers.
[[nodiscard]] behaviour never_answers();
[[nodiscard]] behaviour hangs_up();
/// Sends `bytes` again and again for as long as the client is connected.
[[nodiscard]] behaviour floods(std::string const& bytes);
/// Accepts every login without a password, as a PostgreSQL does, and continues with `then`.
[[nodiscard]] behaviour accepts_login(behaviour then);
/// As `accepts_login`, but leaves out the ReadyForQuery that would complete the login.
[[nodiscard]] behaviour accepts_login_halfway(behaviour then);
/// Asks for the password in clear text, and passes it to `then`.
[[nodiscard]] behaviour asks_password(std::function<void(conversation&, std::string const& password)> then);

/// A message of the protocol: type, length, body.
[[nodiscard]] std::string framed(char type, std::string_view body);
/// An ErrorResponse or NoticeResponse.
[[nodiscard]] std::string framed_error(char type, std::string_view severity, std::string_view sqlstate,
                                       std::string_view words);

/// The type letter of each message that a client sent after the login; an incomplete message stays in
/// `bytes`.
[[nodiscard]] std::string take_types(std::string& bytes);

/// A plausible answer to a message of this type: every row holds `value`.
[[nodiscard]] std::string plausible_answer(char type, std::string_view value);

}  // namespace poolprobe::testing
