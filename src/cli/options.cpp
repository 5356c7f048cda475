#include "cli/options.hpp"

#include <algorithm>
#include <regex>

#include "cli/option_groups.hpp"
#include "model/fatal.hpp"
#include "text/nearest.hpp"

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

[[noreturn]] void fail(std::string message, std::string const& meant = {}) {
  throw fatal(exit_code::usage, std::move(message),
              meant.empty() ? "poolprobe --help lists the commands, COMMAND --help its options"
                            : "did you mean " + meant + "?");
}

/// The long option that a misspelt one stands for, or nothing.
std::string meant_by(std::string const& token, po::options_description const& known) {
  std::vector<std::string> names;
  for (auto const& option : known.options()) names.push_back("--" + option->long_name());
  return nearest(safe_name(token), names);
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
  for (auto const& place : positional) {
    auto const many = place.ends_with("...");
    auto const name = many ? place.substr(0, place.size() - 3) : place;
    if (many) {
      everything.add_options()(name.c_str(), po::value<std::vector<std::string>>());
    } else {
      everything.add_options()(name.c_str(), po::value<std::string>());
    }
    places.add(name.c_str(), many ? -1 : 1);
  }
  po::variables_map values;
  try {
    auto const text_style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(all).options(everything).positional(places).style(text_style).run(),
              values);
    po::notify(values);
  } catch (po::unknown_option const& error) {
    auto const meant = meant_by(error.get_option_name(), everything);
    fail(with_name("unknown option", error.get_option_name()), meant);
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

std::optional<std::string> text_of(po::variables_map const& values, char const* name) {
  if (values.count(name) == 0) return std::nullopt;
  return values[name].as<std::string>();
}

std::vector<std::string> texts_of(po::variables_map const& values, char const* name) {
  if (values.count(name) == 0) return {};
  return values[name].as<std::vector<std::string>>();
}

color_choice color_of(po::variables_map const& values) {
  auto const when = values["color"].as<std::string>();
  if (when == "auto") return color_choice::automatic;
  if (when == "always") return color_choice::always;
  if (when == "never") return color_choice::never;
  throw fatal(exit_code::usage, "--color takes auto, always or never");
}

render_options screen_of(po::variables_map const& values) {
  auto const given = values.count("verbose") > 0 ? values["verbose"].as<verbosity>().level : 0;
  auto const level = values.count("transcripts") > 0 ? std::max(given, 2) : given;
  auto screen = screen_options(color_of(values), values.count("ascii") > 0, level);
  screen.quiet = values.count("quiet") > 0;
  return screen;
}

}  // namespace poolprobe
