#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace poolprobe::bench {

/// Which of many sockets can be read or written: epoll where available (Linux), else poll.
class readiness {
 public:
  readiness();
  ~readiness();
  readiness(readiness const&) = delete;
  readiness& operator=(readiness const&) = delete;

  enum class interest { read, write, both };
  /// Watches a socket for the client `who`; use `change` where it is watched already.
  void add(int socket, std::uint32_t who, interest);
  void change(int socket, std::uint32_t who, interest);
  void remove(int socket);

  struct ready {
    std::uint32_t who;
    bool read;  ///< readable, or closed
    bool write;
  };
  /// Waits at most that long, and returns the ready clients; empty when none is ready, or a signal came. The
  /// result is valid until the next call.
  [[nodiscard]] std::span<ready const> wait(std::chrono::nanoseconds longest);

 private:
  std::vector<ready> found_;
#ifdef __linux__
  int epoll_ = -1;
#else
  struct watched {
    int socket;
    std::uint32_t who;
    short events;
  };
  std::vector<watched> watched_;
#endif
};

}  // namespace poolprobe::bench
