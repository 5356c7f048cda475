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

/// Answers of the server that the program may not report.
struct server_answers {
  bool rolled_back = false;  ///< something was answered with the tag ROLLBACK
  std::string first_error;   ///< SQLSTATE
};

/// A proxy between a real program and a pooler. It holds back what the program sends whenever the pooler may
/// give its server connection to another client: before each group of messages outside a transaction block.
/// It runs in the thread of the caller, who polls.
class message_gate {
 public:
  /// Connects to that port of 127.0.0.1.
  explicit message_gate(int server_port);

  [[nodiscard]] int port() const { return port_; }
  /// Adds what must be polled.
  void watch(std::vector<pollfd>&) const;
  /// Does what is possible without waiting; false when there was nothing to do.
  bool progress();

  /// Whether messages are held back.
  [[nodiscard]] bool is_holding() const;
  /// Whether no answer is outstanding and no transaction block is open.
  [[nodiscard]] bool quiet() const;
  /// Lets the held group of messages pass; counts it.
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
    bool sending = false;                  ///< a group of messages is being sent
    bool waiting = false;                  ///< its Sync or Query was passed on, its ReadyForQuery not yet
    bool may_send = false;                 ///< the next group of messages may pass
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
