#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace poolprobe::wire {

class libpq_connection;

/// The key that cancels what a connection runs, which libpq before 17 keeps to itself, and sends in clear
/// text only. Its trace of a login tells the key (PQtrace, libpq 14 and later); all else in there is
/// forgotten.
class backend_key_trace {
 public:
  backend_key_trace() = default;
  ~backend_key_trace();  ///< after the end of the connection, which traces what it says
  backend_key_trace(backend_key_trace const&) = delete;
  backend_key_trace& operator=(backend_key_trace const&) = delete;

  /// From now on, until `end`. Nothing where this libpq cannot.
  void begin(libpq_connection const&);
  [[nodiscard]] bool begun() const { return file_ != nullptr; }
  /// To be called after each step of the login, so that no long one piles up here.
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
