#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/subcommand.hpp"
#include "cli/terminal.hpp"

namespace poolprobe {

/// A command's options, and what its --help says above them.
struct command_help {
  std::string_view usage;
  boost::program_options::options_description options;
};

/// Parses a subcommand's arguments. Nothing is guessed from abbreviations, and positionals beyond
/// `positional` are refused; of "file..." there may be many, in a vector. Throws `fatal{usage}`; its message
/// repeats of the command line no more than the name of an option, because the rest could be a password.
[[nodiscard]] boost::program_options::variables_map parse_options(
    arguments const&, boost::program_options::options_description const& visible,
    std::vector<std::string> const& positional);

/// The value of an option that takes text; none where it was not given.
[[nodiscard]] std::optional<std::string> text_of(boost::program_options::variables_map const&,
                                                 char const* name);

/// All values of one that may be repeated.
[[nodiscard]] std::vector<std::string> texts_of(boost::program_options::variables_map const&,
                                                char const* name);

/// The value of --color, which the options must have. Throws `fatal{usage}`.
[[nodiscard]] color_choice color_of(boost::program_options::variables_map const&);

/// How --color, --ascii, --verbose and --quiet want the screen. Throws `fatal{usage}`.
[[nodiscard]] render_options screen_of(boost::program_options::variables_map const&);

}  // namespace poolprobe
