#pragma once

#include <boost/program_options.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"
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

/// --timeout TIME, which is 5s where it is not given.
void add_timeout(boost::program_options::options_description& to, char const* help);
/// Its value. Throws `fatal{usage}` where that is not from 100ms to 10min.
[[nodiscard]] std::chrono::milliseconds timeout_of(boost::program_options::variables_map const&);

/// A time (text/read_duration) within these bounds, in seconds. Throws `fatal{usage}`, which says what was
/// typed and what is taken.
[[nodiscard]] std::chrono::duration<double> time_of(boost::program_options::variables_map const&,
                                                    char const* name, double least, double most);

/// A whole number within these bounds. Throws `fatal{usage}` likewise.
[[nodiscard]] int whole_of(boost::program_options::variables_map const&, char const* name, int least,
                           int most);

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
void show_help(command_help const&);

}  // namespace poolprobe
