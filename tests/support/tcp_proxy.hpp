#pragma once

#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace poolprobe::testing {

/// Passes bytes on and understands none of them, as a load balancer does. Hangs up on everybody when it goes.
class tcp_proxy {
 public:
  /// To `target` on 127.0.0.1. With `four_digits` it listens on a port below 10000, which some poolers need.
  explicit tcp_proxy(int target, bool four_digits = false);
  ~tcp_proxy();
  tcp_proxy(tcp_proxy const&) = delete;
  tcp_proxy& operator=(tcp_proxy const&) = delete;

  [[nodiscard]] int port() const { return port_; }
  /// "postgresql://app@127.0.0.1:PORT/DATABASE"
  [[nodiscard]] std::string url(std::string const& database) const;

 private:
  void accept_all();
  void pass_on(int client);
  void keep(int fd);
  void drop(int fd);

  int target_;
  int port_ = 0;
  int listening_ = -1;
  std::atomic<bool> closing_ = false;
  std::mutex guard_;
  std::set<int> open_;  ///< guarded
  std::vector<std::thread> talks_;
  std::thread doorkeeper_;
};

/// A port of 127.0.0.1 below 10000 that is free now.
[[nodiscard]] int free_four_digit_port();

}  // namespace poolprobe::testing
