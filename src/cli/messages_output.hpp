#pragma once

#include <mutex>
#include <string>

namespace poolprobe {

/// The output of --messages: lines from one thread, written in large pieces by the thread that calls `flush`,
/// or by the first one if there are many.
class messages_output {
 public:
  /// Empty: standard output. Throws `fatal{usage}` when the file cannot be made, or exists and is not to be
  /// replaced.
  messages_output(std::string const& path, bool overwrite);
  ~messages_output();
  messages_output(messages_output&&) = delete;

  void add(std::string const& lines);
  /// Throws `fatal{usage}` when not all could be written, now or before.
  void flush();

 private:
  void write_kept();

  std::mutex guard_;
  std::string kept_;
  int file_;
  bool failed_ = false;
};

}  // namespace poolprobe
