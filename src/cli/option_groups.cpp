#include "cli/option_groups.hpp"

#include <fmt/format.h>

#include <sstream>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "model/fatal.hpp"
#include "text/read_duration.hpp"
#include "text/typed_word.hpp"
#include "wire/number.hpp"

namespace po = boost::program_options;

namespace poolprobe {

po::options_description target_group(std::string_view url_env_more) {
  po::options_description target("Target (else TARGET, DATABASE_URL, or libpq's own environment)");
  auto const url_env =
      std::string("read the connection text from this environment variable").append(url_env_more);
  target.add_options()("url-env", po::value<std::string>()->value_name("NAME"), url_env.c_str())(
      "url-file", po::value<std::string>()->value_name("PATH"),
      "read it from this file; - is standard input");
  return target;
}

target_request target_request_of(po::variables_map const& values) {
  return {text_of(values, "target"), text_of(values, "url-env"), text_of(values, "url-file")};
}

void add_timeout(po::options_description& to, char const* help) {
  to.add_options()("timeout", po::value<std::string>()->value_name("TIME")->default_value("5s"), help);
}

std::chrono::milliseconds timeout_of(po::variables_map const& values) {
  return std::chrono::round<std::chrono::milliseconds>(time_of(values, "timeout", 0.1, 600));
}

std::chrono::duration<double> time_of(po::variables_map const& values, char const* name, double least,
                                      double most) {
  auto const typed = values[name].as<std::string>();
  auto const read = read_duration(typed);
  if (read && read->count() >= least && read->count() <= most) return *read;
  throw fatal(exit_code::usage,
              instead_of(fmt::format("--{} takes a time from {} to {}", name, duration_text(least),
                                     duration_text(most)),
                         typed),
              duration_examples);
}

int whole_of(po::variables_map const& values, char const* name, int least, int most) {
  auto const typed = values[name].as<std::string>();
  auto const number = wire::read_number<int>(typed);
  if (number && *number >= least && *number <= most) return *number;
  throw fatal(exit_code::usage,
              instead_of(fmt::format("--{} takes a number from {} to {}", name, least, most), typed));
}

void add_output(po::options_description& to, char const* help) {
  to.add_options()("output,o",
                   po::value<std::vector<std::string>>()->value_name("FORMAT[=FILE]")->composing(), help);
}

void add_screen(po::options_description& to, char const* quiet, char const* verbose) {
  to.add_options()("overwrite", "replace files that exist");
  add_color(to);
  to.add_options()("ascii", "no character beyond ASCII")("quiet,q", quiet)(
      "verbose,v", po::value<verbosity>()->zero_tokens()->composing(), verbose);
  add_help(to);
}

void validate(boost::any& value, std::vector<std::string> const&, verbosity*, int) {
  auto const* const before = boost::any_cast<verbosity>(&value);
  value = verbosity{before == nullptr ? 1 : before->level + 1};
}

void add_transcripts(po::options_description& to) {
  to.add_options()("transcripts", "every finding with the messages that show it, as -vv");
}

void add_color(po::options_description& to) {
  to.add_options()("color", po::value<std::string>()->value_name("WHEN")->default_value("auto"),
                   "auto, always or never");
}

void add_help(po::options_description& to) { to.add_options()("help,h", "this help"); }

void show_help(command_help const& page) {
  std::ostringstream text;
  text << page.usage << page.options;
  write_stdout(text.str());
}

}  // namespace poolprobe
