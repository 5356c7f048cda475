#include "cli/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "reports/printable_text.hpp"
#include "reports/wrap_text.hpp"

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

int width(int fd) {
  constexpr int usual = 80;
  constexpr int widest = 120;  // longer lines are hard to read
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return size.ws_col < widest ? size.ws_col : widest;
}

/// A terminal whose locale is not UTF-8 shows nothing beyond ASCII.
bool is_plain_terminal(int fd) { return isatty(fd) == 1 && !speaks_utf8(); }

/// `text` behind `lead`, its further lines below its first.
std::string hanging(std::string lead, std::string_view text) {
  auto const columns = static_cast<std::size_t>(width(STDERR_FILENO));
  auto const room = columns > 2 * lead.size() ? columns - lead.size() : lead.size();
  std::string all;
  for (std::size_t at = 0; at <= text.size();) {
    auto const end = std::min(text.find('\n', at), text.size());
    for (auto const& line :
         wrap(printable(text.substr(at, end - at), is_plain_terminal(STDERR_FILENO)), room)) {
      all += lead + line + '\n';
      lead.assign(lead.size(), ' ');
    }
    at = end + 1;
  }
  return all;
}

}  // namespace

render_options screen_options(color_choice color, bool ascii, int verbose) {
  return {.color = wants_color(color),
          .ascii = ascii || is_plain_terminal(STDOUT_FILENO),
          .verbose = verbose,
          .width = width(STDOUT_FILENO)};
}

render_options error_screen_options(render_options screen) {
  auto const is_file = isatty(STDERR_FILENO) != 1;
  if (is_file || !is_capable_terminal(STDERR_FILENO)) screen.color = false;
  screen.ascii = screen.ascii || is_plain_terminal(STDERR_FILENO);
  screen.width = width(STDERR_FILENO);
  return screen;
}

void write_stderr(std::string_view text) {
  [[maybe_unused]] auto const written = write(STDERR_FILENO, text.data(), text.size());
}

void hold_standard_streams() {
  for (auto const fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    auto const wrong_way = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", wrong_way) < 0) return;
  }
}

bool can_move_cursor() { return is_capable_terminal(STDOUT_FILENO); }

screen_size terminal_size() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

bool is_terminal() { return isatty(STDOUT_FILENO) == 1; }

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

int complain(fatal const& end) {
  auto text = hanging("poolprobe: ", end.message);
  if (!end.hint.empty()) text += hanging("     hint: ", end.hint);
  [[maybe_unused]] auto const written = write(STDERR_FILENO, text.data(), text.size());
  return static_cast<int>(end.code);
}

void remark(std::string_view said) {
  auto const text = hanging("poolprobe: ", std::string(said));
  [[maybe_unused]] auto const written = write(STDERR_FILENO, text.data(), text.size());
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
