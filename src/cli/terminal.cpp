#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "model/fatal.hpp"

namespace poolprobe {
namespace {

std::string_view environment(char const* name) {
  auto const* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

bool is_capable_terminal(int fd) { return isatty(fd) == 1 && environment("TERM") != "dumb"; }

bool wants_color(color_choice choice) {
  if (choice != color_choice::automatic) return choice == color_choice::always;
  return environment("NO_COLOR").empty() && is_capable_terminal(STDOUT_FILENO);
}

/// The first of these that is set decides (POSIX, "Locale").
bool speaks_utf8() {
  for (auto const* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    auto const value = environment(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != std::string_view::npos || value.find("utf8") != std::string_view::npos;
  }
  return false;
}

int width() {
  constexpr int usual = 80;
  constexpr int widest = 120;  // longer lines are hard to read
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return size.ws_col < widest ? size.ws_col : widest;
}

}  // namespace

render_options screen_options(color_choice color, bool ascii, bool verbose) {
  auto const plain_terminal = isatty(STDOUT_FILENO) == 1 && !speaks_utf8();
  return {
      .color = wants_color(color), .ascii = ascii || plain_terminal, .verbose = verbose, .width = width()};
}

void write_stdout(std::string_view text) {
  while (!text.empty()) {
    auto const written = write(STDOUT_FILENO, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      return;
    } else if (errno != EINTR) {
      throw fatal(exit_code::usage, "standard output cannot be written", "is the disk full?");
    }
  }
}

progress_line::progress_line(bool wanted) : enabled_(wanted && is_capable_terminal(STDERR_FILENO)) {}

void progress_line::show(std::string_view text) {
  if (!enabled_) return;
  auto const line = "\r\033[K" + std::string(text.substr(0, 78));
  [[maybe_unused]] auto const written = write(STDERR_FILENO, line.data(), line.size());
  shown_ = true;
}

void progress_line::clear() {
  if (!shown_) return;
  [[maybe_unused]] auto const written = write(STDERR_FILENO, "\r\033[K", 4);
  shown_ = false;
}

}  // namespace poolprobe
