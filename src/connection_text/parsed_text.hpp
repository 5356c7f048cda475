#pragma once

#include <string_view>
#include <vector>

#include "connection_text/connection_text_dialect.hpp"
#include "conninfo/setting.hpp"

namespace poolprobe {

/// The settings of a connection text, libpq's and drivers', and the form that it is written in.
struct parsed_text {
  std::vector<setting> settings;
  dialect const* rules;
};

/// Throws `fatal{usage}` for text in no known form, without repeating any of it.
[[nodiscard]] parsed_text parse_text(std::string_view text);

}  // namespace poolprobe
