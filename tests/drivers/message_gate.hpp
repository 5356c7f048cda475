#pragma once

#include <poll.h>

#include <list>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe::testing {

/// A file descriptor, closed with the object.
class descriptor {
 public:
  explicit descriptor(int fd = -1) : fd_(fd) {}
  ~descriptor();
  descriptor(descriptor&& other) noexcept;
  descriptor& operator=(descriptor&& other) noexcept;

  [[nodiscard]] int get() const { return fd_; }
  void close();

 private:
  int fd_;
};

/// What a server answered that a program may keep to itself.
struct server_answers {
  bool rolled_back = false;  ///< something was answered with the tag ROLLBACK
  std::string first_error;   ///< SQLSTATE
};

/// Stands between a real program and a pooler, and holds back what the program begins to say whenever the
/// pooler may give its server connection to another client: before each flight outside a transaction block.
/// All in the thread of the caller, who polls.
class message_gate {
 public:
  /// Leads to that port of 127.0.0.1.
  explicit message_gate(int server_port);

  [[nodiscard]] int port() const { return port_; }
  /// Adds what must be polled.
  void watch(std::vector<pollfd>&) const;
  /// Does what can be done without waiting; false when there was nothing.
  bool progress();

  /// Something waits to be said.
  [[nodiscard]] bool is_holding() const;
  /// Nothing that was said waits for its answer, and no transaction block is open.
  [[nodiscard]] bool quiet() const;
  /// Lets the flight that waits go; counts it.
  void pass();
  [[nodiscard]] int passed() const { return passed_; }
  /// Since `forget_answers`.
  [[nodiscard]] server_answers const& answers() const { return answers_; }
  void forget_answers() { answers_ = {}; }
  /// How the program logged in last.
  [[nodiscard]] std::string const& startup_packet() const { return startup_packet_; }

 private:
  struct connection {
    descriptor client, server;
    std::string from_client, from_server;  ///< not passed on yet
    bool started = false;                  ///< the startup packet has been passed on
    char status = 0;                       ///< of the last ReadyForQuery
    bool speaking = false;                 ///< a flight is under way
    bool waiting = false;                  ///< its Sync or Query was passed on, its ReadyForQuery not yet
    bool may_speak = false;                ///< the next flight may go
    bool over = false;
  };

  bool accept_one();
  void start(connection&);
  void pass_to_server(connection&) const;
  void pass_to_client(connection&);
  void look_at(std::string_view message);
  [[nodiscard]] static bool is_held(connection const&);

  descriptor listening_;
  int port_ = 0;
  int server_port_;
  std::list<connection> connections_;
  int passed_ = 0;
  std::string startup_packet_;
  server_answers answers_;
};

/// A connected socket to that port of 127.0.0.1. Throws where nobody listens.
[[nodiscard]] descriptor connect_to_port(int port);
/// The size of the message of the protocol in front, 0 where it is not there as a whole.
[[nodiscard]] std::size_t whole_message(std::string_view bytes);

}  // namespace poolprobe::testing
