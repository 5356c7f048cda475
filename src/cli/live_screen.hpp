#pragma once

#include <string>

namespace poolprobe {

/// A report on a terminal whose beginning is shown before the rest is known.
class live_screen {
 public:
  /// `wanted` and standard output is a terminal that can move its cursor.
  explicit live_screen(bool wanted);

  [[nodiscard]] bool enabled() const { return enabled_; }
  /// Shows the beginning of the report; once.
  void begin(std::string beginning);
  /// Shows the whole: what follows the beginning, or where that has changed all of it in its place.
  void finish(std::string const& whole);

 private:
  bool enabled_;
  std::string shown_;
};

/// What a terminal of that many columns and rows must be sent to show `whole` where it shows `shown`. Where
/// the beginning has changed and is no longer on the screen as a whole, `whole` comes below it.
[[nodiscard]] std::string screen_update(std::string const& shown, std::string const& whole, int columns,
                                        int rows);

}  // namespace poolprobe
