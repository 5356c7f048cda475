#pragma once

#include <string>
#include <string_view>

#include "model/fatal.hpp"
#include "reports/registry.hpp"

namespace poolprobe {

/// --color
enum class color_choice { automatic, always, never };

/// How the screen report is to look on this standard output: colour on a terminal unless NO_COLOR is set or
/// TERM is dumb, ASCII where a terminal's locale is not UTF-8, the terminal's width.
[[nodiscard]] render_options screen_options(color_choice, bool ascii, int verbose);
/// The same for what goes to standard error.
[[nodiscard]] render_options error_screen_options(render_options screen);
/// Writes to standard error what ended a run before it began.
void write_stderr(std::string_view text);

/// Takes the places of standard streams that the caller has closed, or else a socket or a file would get one,
/// and the report would go there. What is written to such a stream fails.
void hold_standard_streams();
/// Whether standard output is a terminal.
[[nodiscard]] bool is_terminal();
/// Whether standard output is a terminal on which text can be replaced.
[[nodiscard]] bool can_move_cursor();

/// The size of the terminal that standard output is, or else the usual one.
struct screen_size {
  int columns = 80;
  int rows = 24;
};
[[nodiscard]] screen_size terminal_size();

/// Writes to standard output, all of it. A reader that has gone is not an error; a full disk is `fatal`.
void write_stdout(std::string_view text);

/// Says on standard error what ended the run and what to do about it, wrapped to the terminal and made safe
/// for it, and returns the exit code.
[[nodiscard]] int complain(fatal const&);

/// Says on standard error how something that the user gave was understood, in one paragraph.
void remark(std::string_view text);

/// One overwritten line on standard error, on a terminal only; gone when this goes.
class progress_line {
 public:
  explicit progress_line(bool wanted);
  ~progress_line() { clear(); }
  progress_line(progress_line const&) = delete;
  progress_line& operator=(progress_line const&) = delete;

  void show(std::string_view text);
  void clear();

 private:
  bool enabled_;
  bool shown_ = false;
};

}  // namespace poolprobe
