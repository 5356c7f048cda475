#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/run_record.hpp"
#include "target/secret.hpp"

namespace poolprobe {

/// Where the connection text comes from. At most one of the three is set by the command line.
struct target_request {
  std::optional<std::string> argument;
  std::optional<std::string> url_env;   ///< --url-env NAME, or `env_option`
  std::optional<std::string> url_file;  ///< --url-file PATH, "-" for standard input
  std::string_view env_option = "--url-env";
};

/// What to connect to: what libpq gets, what may be shown, and which driver the text was written for.
struct target {
  /// Keyword/value pairs for PQconnectStartParams, without the password; libpq's own environment, service
  /// and password files fill what is missing.
  std::vector<std::pair<std::string, std::string>> parameters;
  secret password;    ///< from the text, its service or PGPASSWORD; empty: none, or libpq finds it in a file
  target_info shown;  ///< everything that reports may print
  secret text;        ///< as it was given, for a program that is to be led elsewhere; empty: there is none
};

/// Finds the connection text (argument, --url-env, --url-file, DATABASE_URL, else libpq's environment),
/// parses it in whichever dialect it is written, and splits off what is not libpq's.
/// Throws `fatal{usage}` when there is no text, or it is in no known form; the message never repeats the
/// text.
[[nodiscard]] target find_target(target_request const&);

/// Parses one connection text; `source` is how the screen names its origin. Throws as `find_target`.
[[nodiscard]] target parse_target(std::string_view text, std::string source);

/// What libpq's environment and service file say, without any text. Throws as `find_target`.
[[nodiscard]] target environment_target(std::string source);

}  // namespace poolprobe
