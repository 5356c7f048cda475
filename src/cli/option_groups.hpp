#pragma once

#include <boost/program_options.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "connection_text/find_target.hpp"

/// The options that several commands have, declared and read once.
namespace poolprobe {

/// The group "Target" with --url-env and --url-file, to which a command adds what is its own. `url_env_more`
/// follows on the help of --url-env.
[[nodiscard]] boost::program_options::options_description target_group(std::string_view url_env_more = {});
/// How often -v was given.
struct verbosity {
  int level = 0;
};
/// Found by Boost.Program_options: counts a further -v.
void validate(boost::any& value, std::vector<std::string> const&, verbosity*, int);

/// What TARGET, --url-env and --url-file say.
[[nodiscard]] target_request target_request_of(boost::program_options::variables_map const&);

/// --timeout SECONDS, which is 5 where it is not given.
void add_timeout(boost::program_options::options_description& to, char const* help);
/// Its value. Throws `fatal{usage}` where that is not from 0.1 to 600.
[[nodiscard]] std::chrono::milliseconds timeout_of(boost::program_options::variables_map const&);

/// The help of --output where every format fits.
inline constexpr char const* any_format = "text, json, csv or markdown; may be repeated with files";
/// --output, which may be repeated.
void add_output(boost::program_options::options_description& to, char const* help = any_format);
/// --overwrite, --color, --ascii, --quiet, --verbose and --help: all that `screen_of` reads.
void add_screen(boost::program_options::options_description& to, char const* quiet, char const* verbose);
/// --transcripts, which is -vv.
void add_transcripts(boost::program_options::options_description& to);
void add_color(boost::program_options::options_description& to);
void add_help(boost::program_options::options_description& to);

/// Writes a command's usage and its options to standard output.
void show_help(std::string_view usage, boost::program_options::options_description const& options);

}  // namespace poolprobe
