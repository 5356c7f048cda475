#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace poolprobe::wire {

class libpq_connection;

/// The cancel key of a connection. libpq before 17 does not expose it, and sends it in clear text only.
/// libpq's trace of a login contains the key (PQtrace, libpq 14 and later); everything else in the trace is
/// discarded.
class backend_key_trace {
 public:
  backend_key_trace() = default;
  ~backend_key_trace();  ///< only after the connection has ended, as libpq traces to the end
  backend_key_trace(backend_key_trace const&) = delete;
  backend_key_trace& operator=(backend_key_trace const&) = delete;

  /// Starts the trace, until `end`. Does nothing where this libpq cannot trace.
  void begin(libpq_connection const&);
  [[nodiscard]] bool begun() const { return file_ != nullptr; }
  /// Call after each step of the login, so that the trace does not grow.
  void take();
  void end(libpq_connection const&);

  /// The key of that process id, four bytes; empty where none was seen.
  [[nodiscard]] std::string key_of(int pid) const;

 private:
  void take_line(std::string_view);

  std::FILE* file_ = nullptr;
  char* text_ = nullptr;
  std::size_t size_ = 0;
  int pid_ = 0;
  std::string key_;
};

}  // namespace poolprobe::wire
