#include <fmt/format.h>

#include <algorithm>

#include "cli/manual_page.hpp"
#include "cli/misspelt_command.hpp"
#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/subcommand.hpp"
#include "cli/terminal.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "model/exit_code.hpp"
#include "reports/text_block.hpp"
#include "text/version.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

constexpr std::string_view overview_head =
    R"(poolprobe: will my PostgreSQL driver work through this connection?

  poolprobe check --driver asyncpg postgresql://app@db:6432/app
  poolprobe explain 'ERROR: prepared statement "S_1" already exists'

  poolprobe TARGET     check a connection, as poolprobe check does
  poolprobe lab demo   see a failing and a passing pooler

)";

constexpr std::string_view overview_tail = R"(
TARGET is a connection URL (postgresql://…, postgresql+asyncpg://…,
jdbc:postgresql://…) or a keyword string ("host=… dbname=…"). A password is
better given by PGPASSWORD, a password file, --url-env or --url-file than on the
command line. Options: poolprobe check --help

)";

/// Every exit code with its word, by number, on lines that fit the rest of the overview.
std::string exit_code_lines() {
  constexpr std::size_t widest = 70;
  auto rows = exit_meanings;
  std::sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) { return a.code < b.code; });
  std::string text;
  std::string line = "exit codes:";
  auto between = " ";
  for (auto const& row : rows) {
    auto const item = fmt::format("{} {}", static_cast<int>(row.code), row.word);
    if (line.size() + item.size() > widest) {
      text += line + '\n';
      line = std::string(11, ' ');
      between = " ";
    }
    line += between + item;
    between = " · ";
  }
  return text + line + '\n';
}

}  // namespace

command_help help_help() {
  po::options_description options("Options");
  options.add_options()("man", "the manual page poolprobe(1), for man -l or the folder man1");
  add_help(options);
  return {"poolprobe help [COMMAND]\n\nWithout COMMAND, what there is.\n\n", options};
}

command_help version_help() {
  po::options_description options("Options");
  add_help(options);
  return {"poolprobe version\n\n", options};
}

int run_help(arguments const& all) {
  auto const known = help_help();
  auto const values = parse_options(all, known.options, {"command"});
  if (values.count("man") > 0) {
    write_stdout(manual_page());
    return 0;
  }
  if (auto const name = text_of(values, "command")) {
    auto const* const command = find_subcommand(*name);
    if (command == nullptr) refuse_command(*name);
    show_help(command->help_page());
    return 0;
  }
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  std::string text(overview_head);
  for (auto const& s : all_subcommands()) text += fmt::format("  {:<10} {}\n", s.name, s.help);
  write_stdout(text.append(overview_tail) + exit_code_lines());
  return 0;
}

int run_version(arguments const& all) {
  auto const known = version_help();
  if (parse_options(all, known.options, {}).count("help") > 0) {
    show_help(known);
    return 0;
  }
  text_style const look({});
  text_block page(look, look.width());
  page.hanging({{"built with "}}, libraries);
  write_stdout(fmt::format("poolprobe {}\nlibpq {}\n{}", version, libpq_version(), page.str()));
  return 0;
}

}  // namespace poolprobe
