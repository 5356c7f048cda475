#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "lab/process.hpp"

namespace poolprobe::lab {

/// How one kind of server is started, and how to see that it is ready.
struct recipe {
  std::string name;                          ///< for messages: "PgBouncer 1.18.0"
  std::function<command(int port)> prepare;  ///< writes the configuration for this port
  bool (*answers)(int port);                 ///< asks whether it is ready
  int stop_signal;                           ///< the signal that ends it at once
  int port = 0;                              ///< the port that it must use; 0 for any free port
  /// What its log says once it listens: an answer alone may come from another process that has taken the
  /// port. Empty for a program that says nothing, and ends where it cannot listen.
  std::string logs = "listening on";
};

/// A server that has answered on a port of its own; stopped with the object.
class server {
 public:
  /// Starts the server, on another free port if the first is taken. `prepare` must send its output to `log`.
  /// Throws `fatal` with the last lines of the log when the server ends or does not answer.
  server(recipe const&, std::filesystem::path log, interrupted_check const&);
  ~server();
  server(server&&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int pid() const { return process_->pid(); }
  [[nodiscard]] bool running() const { return process_->running(); }
  [[nodiscard]] std::string log() const;
  void stop();

 private:
  [[nodiscard]] bool starts(recipe const&, interrupted_check const&);

  std::filesystem::path log_;
  int stop_signal_;
  int port_ = 0;
  std::unique_ptr<process> process_;
};

/// The end of a server's output, indented, for an error message.
[[nodiscard]] std::string last_lines(std::string const& log);

}  // namespace poolprobe::lab
