#include "cli/messages_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "model/fatal.hpp"

namespace poolprobe {
namespace {

constexpr std::size_t many = std::size_t{256} << 10U;  // bytes

int open_file(std::string const& path, bool overwrite) {
  if (path.empty()) return STDOUT_FILENO;
  auto const file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (overwrite ? O_TRUNC : O_EXCL), 0666);
  if (file >= 0) return file;
  if (errno == EEXIST) throw fatal(exit_code::usage, path + " exists already", "--overwrite replaces it");
  throw fatal(exit_code::usage, path + " cannot be written", "check the folder and its permissions");
}

}  // namespace

messages_output::messages_output(std::string const& path, bool overwrite)
    : file_(open_file(path, overwrite)) {}

messages_output::~messages_output() {
  write_kept();
  if (file_ != STDOUT_FILENO) close(file_);
}

void messages_output::add(std::string const& lines) {
  std::lock_guard const lock(guard_);
  kept_ += lines;
  if (kept_.size() >= many) write_kept();
}

void messages_output::flush() {
  std::lock_guard const lock(guard_);
  write_kept();
  if (failed_) throw fatal(exit_code::usage, "the messages cannot be written", "is the disk full?");
}

/// A reader of standard output that has gone is not an error.
void messages_output::write_kept() {
  std::string_view text = kept_;
  while (!text.empty() && !failed_) {
    auto const written = write(file_, text.data(), text.size());
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    if (written < 0 && errno == EPIPE) break;
    failed_ = written == 0 || (written < 0 && errno != EINTR);
  }
  kept_.clear();
}

}  // namespace poolprobe
