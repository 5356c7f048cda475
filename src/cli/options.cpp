#include "cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "cli/option_groups.hpp"
#include "model/fatal.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"

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

constexpr char const* where_options_are = "poolprobe --help lists the commands, COMMAND --help its options";

[[noreturn]] void fail(std::string message, std::string hint = where_options_are) {
  throw fatal(exit_code::usage, std::move(message), std::move(hint));
}

std::vector<std::string> long_options(po::options_description const& known) {
  std::vector<std::string> names;
  for (auto const& option : known.options()) names.push_back("--" + option->long_name());
  return names;
}

/// The commands that have that option.
std::string owners_of(std::string const& name) {
  std::vector<std::string_view> owners;
  for (auto const& command : all_subcommands()) {
    auto const names = long_options(command.help_page().options);
    if (std::find(names.begin(), names.end(), name) != names.end()) owners.push_back(command.name);
  }
  return fmt::format("{}", fmt::join(owners, ", "));
}

/// What to write instead of an option that the command does not have.
std::string hint_for(std::string const& name, po::options_description const& known) {
  if (name.empty()) return where_options_are;
  if (auto const owners = owners_of(name); !owners.empty())
    return fmt::format("{} is an option of: {}", name, owners);
  auto const meant = did_you_mean(nearest_of(name, long_options(known)));
  return meant.empty() ? where_options_are : meant;
}

std::string with_name(std::string const& what, std::string const& token) {
  auto const name = safe_name(token);
  return name.empty() ? what : what + ": " + name;
}

[[noreturn]] void refuse_unknown(std::string const& token, po::options_description const& known) {
  auto const name = safe_name(token);
  fail(with_name("unknown option", token), hint_for(name, known));
}

/// More arguments than there are places: a command that comes too late, or a text without quotes.
[[noreturn]] void refuse_more(arguments const& all) {
  for (auto const& one : all) {
    if (find_subcommand(one) != nullptr)
      fail("there are more arguments than this command takes",
           fmt::format("a command comes first: poolprobe {} [OPTIONS] ...", one));
  }
  fail("there are more arguments than this command takes",
       "a connection text with spaces needs quotes: \"host=... dbname=...\"");
}

/// "--url-env needs a value: --url-env NAME"
[[noreturn]] void refuse_syntax(po::invalid_command_line_syntax const& error,
                                po::options_description const& known) {
  auto const name = safe_name(error.get_option_name());
  auto const* option =
      name.empty() ? nullptr : known.find_nothrow(name.substr(name.find_first_not_of('-')), false);
  if (option == nullptr) fail(with_name("this option needs a value, or takes none", error.get_option_name()));
  if (option->semantic()->max_tokens() == 0) fail(fmt::format("{} takes no value", name), "");
  auto const value = option->semantic()->name();
  fail(fmt::format("{} needs a value", name), name + (value.starts_with('[') ? "" : " ") + value);
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
    refuse_unknown(error.get_option_name(), visible);
  } catch (po::too_many_positional_options_error const&) {
    refuse_more(all);
  } catch (po::invalid_command_line_syntax const& error) {
    refuse_syntax(error, visible);
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
  throw fatal(exit_code::usage, instead_of("--color takes auto, always or never", when));
}

render_options screen_of(po::variables_map const& values) {
  auto const given = values.count("verbose") > 0 ? values["verbose"].as<verbosity>().level : 0;
  auto const level = values.count("transcripts") > 0 ? std::max(given, 2) : given;
  auto screen = screen_options(color_of(values), values.count("ascii") > 0, level);
  screen.quiet = values.count("quiet") > 0;
  return screen;
}

}  // namespace poolprobe
