#pragma once

#include <exception>
#include <string>
#include <utility>

#include "model/exit_code.hpp"

namespace poolprobe {

/// The one exception: what ends the run (bad text, no connection, unwritable file). A server's refusal is
/// data and never thrown. Caught once, in main; neither text may hold a secret.
class fatal : public std::exception {
 public:
  exit_code code;
  std::string message;  ///< what happened, one sentence, no full stop needed
  std::string hint;     ///< what to do about it; may be empty

  fatal(exit_code c, std::string m, std::string h = {})
      : code(c), message(std::move(m)), hint(std::move(h)) {}
  [[nodiscard]] char const* what() const noexcept override { return message.c_str(); }
};

}  // namespace poolprobe
