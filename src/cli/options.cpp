#include "cli/options.hpp"

#include <regex>

#include "model/fatal.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

/// The name of the option in a token, if that looks like one at all. What sticks to a short one is its value.
std::string safe_name(std::string const& token) {
  static std::regex const option("(--[A-Za-z][A-Za-z-]{0,30}|-[A-Za-z])");
  auto const is_long = token.starts_with("--");
  auto const name = token.substr(0, is_long ? token.find('=') : 2);
  return std::regex_match(name, option) ? name : std::string();
}

[[noreturn]] void fail(std::string message) {
  throw fatal(exit_code::usage, std::move(message),
              "poolprobe --help lists the commands, COMMAND --help its options");
}

std::string with_name(std::string const& what, std::string const& token) {
  auto const name = safe_name(token);
  return name.empty() ? what : what + ": " + name;
}

}  // namespace

po::variables_map parse_options(arguments const& all, po::options_description const& visible,
                                std::vector<std::string> const& positional) {
  po::options_description everything;
  everything.add(visible);
  po::positional_options_description places;
  for (auto const& name : positional) {
    everything.add_options()(name.c_str(), po::value<std::string>());
    places.add(name.c_str(), 1);
  }
  po::variables_map values;
  try {
    auto const style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(all).options(everything).positional(places).style(style).run(), values);
    po::notify(values);
  } catch (po::unknown_option const& error) {
    fail(with_name("unknown option", error.get_option_name()));
  } catch (po::too_many_positional_options_error const&) {
    throw fatal(exit_code::usage, "there are more arguments than this command takes",
                "a connection text with spaces needs quotes: \"host=... dbname=...\"");
  } catch (po::multiple_occurrences const& error) {
    fail(with_name("this option may be given only once", error.get_option_name()));
  } catch (po::invalid_option_value const& error) {
    fail(with_name("this option does not take that value", error.get_option_name()));
  } catch (po::error_with_option_name const& error) {
    fail(with_name("this option needs a value, or takes none", error.get_option_name()));
  } catch (po::error const&) {
    fail("the command line cannot be understood");
  }
  return values;
}

}  // namespace poolprobe
