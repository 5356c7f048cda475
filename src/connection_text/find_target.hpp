#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "conninfo/target.hpp"

namespace poolprobe {

/// Where the connection text comes from. At most one of the three is set by the command line.
struct target_request {
  std::optional<std::string> argument;
  std::optional<std::string> url_env;   ///< --url-env NAME, or `env_option`
  std::optional<std::string> url_file;  ///< --url-file PATH, "-" for standard input
  std::string_view env_option = "--url-env";
  /// Who reads the text, "driver" or "driver:config", where its prefix does not tell: --driver.
  std::string_view driver = {};
};

/// Finds the connection text (argument, --url-env, --url-file, DATABASE_URL, else libpq's environment),
/// parses it in whichever dialect it is written, and splits off what is not libpq's.
/// Throws `fatal{usage}` when there is no text, or it is in no known form; the message never repeats the
/// text.
[[nodiscard]] target find_target(target_request const&);

/// Parses one connection text; `source` is how the screen names its origin, `driver` as in `target_request`.
/// Throws as `find_target`.
[[nodiscard]] target parse_target(std::string_view text, std::string source, std::string_view driver = {});

/// What libpq's environment and service file say, without any text. Throws as `find_target`.
[[nodiscard]] target environment_target(std::string source);

}  // namespace poolprobe
