#pragma once

#include <filesystem>
#include <string>
#include <string_view>

/// Plain blocking sockets, for tests that act as client and server themselves.
namespace poolprobe::testing {

/// What a socket received, and why it stopped.
struct received {
  enum class stop { more, end, reset, silence };
  std::string bytes;
  stop by = stop::more;
};

/// One end of a connection; closed with the object.
class plain_socket {
 public:
  explicit plain_socket(int fd);
  ~plain_socket();
  plain_socket(plain_socket&& other) noexcept;
  plain_socket& operator=(plain_socket&&) = delete;

  /// False when the other side accepts no more.
  bool say(std::string_view bytes) const;
  /// Sends as much as possible without waiting longer than a moment for space; returns how much that was.
  [[nodiscard]] std::size_t say_what_goes(std::string_view bytes) const;
  /// At least one byte, or the reason why there is none. Half a minute of silence also ends it.
  [[nodiscard]] received receive() const;
  /// That many bytes, or fewer and the reason why it stopped.
  [[nodiscard]] received receive(std::size_t size) const;
  [[nodiscard]] received receive_to_the_end() const;
  /// Whether the connection ends in both directions within half a minute, without any further bytes from
  /// here.
  [[nodiscard]] bool breaks() const;
  void end_sending() const;
  /// Closes with a reset instead of an orderly end.
  void reset();

 private:
  int fd_;
};

/// Listens on a free port of 127.0.0.1, or on the Unix socket that libpq finds with this folder and port
/// 5432.
class plain_listener {
 public:
  plain_listener();
  explicit plain_listener(std::filesystem::path const& folder);
  ~plain_listener();
  plain_listener(plain_listener const&) = delete;
  plain_listener& operator=(plain_listener const&) = delete;

  [[nodiscard]] int port() const;
  /// Whether a client waits to be accepted.
  [[nodiscard]] bool has_caller() const;
  /// The next connection; throws when none comes within half a minute.
  [[nodiscard]] plain_socket accept() const;

 private:
  int fd_;
};

/// Connects to a port of 127.0.0.1; throws when nothing listens there.
[[nodiscard]] plain_socket connect_to(int port);

}  // namespace poolprobe::testing
