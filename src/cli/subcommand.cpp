#include "cli/subcommand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/manual_page.hpp"
#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "explain/explain.hpp"
#include "model/exit_code.hpp"
#include "model/fatal.hpp"
#include "reports/text_block.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"
#include "text/version.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

constexpr std::array subcommands{
    subcommand{"check", "probe a connection and say what works behind it (the default)", run_check,
               check_help},
    subcommand{"trace", "watch a program's own traffic on its way to a server", run_trace, trace_help},
    subcommand{"bench", "measure what each way of talking costs on a connection", run_bench, bench_help},
    subcommand{"report", "show saved runs again in any format; add up a benchmark's shards", run_report,
               report_help},
    subcommand{"lab", "start a throw-away PostgreSQL and PgBouncer: up, check or demo", run_lab, lab_help},
    subcommand{"list", "what there is: probes, drivers, formats, dialects", run_list, list_help},
    subcommand{"explain", "what a probe, an error, a driver or a statement's name means", run_explain,
               explain_help},
    subcommand{"completion", "what makes bash, zsh or fish complete all this", run_completion,
               completion_help},
    subcommand{"help", "this overview, or the help of a command", run_help, help_help},
    subcommand{"version", "the versions of poolprobe and its libraries", run_version, version_help},
};

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

/// No connection text looks like this: libpq wants a URL or key=value.
bool looks_like_a_word(std::string_view text) {
  return !text.empty() && !text.starts_with('-') && text.find_first_of("=:/ \\") == std::string_view::npos;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (auto const& s : all_subcommands()) names.emplace_back(s.name);
  return names;
}

/// What a first argument that is no connection text can mean: a command, or what `explain` takes.
std::vector<std::string> meant_by(std::string_view word) {
  auto meant = nearest_of(word, command_names());
  if (meant.empty()) {
    for (auto const& known : nearest_of(word, explainable_words())) meant.push_back("explain " + known);
  }
  for (auto& one : meant) one.insert(0, "poolprobe ");
  return meant;
}

/// Only letters, as commands have: where a connection text belongs no other word is repeated, for it may be a
/// part of one.
bool is_command_like(std::string_view word) {
  constexpr std::size_t longest = 20;
  return word.size() <= longest &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

/// Throws where `word` is close to a command or to what `explain` takes, or looks like a command.
void refuse_word(std::string_view word) {
  constexpr std::string_view what = "the first argument is neither a command nor a connection text";
  auto const meant = meant_by(word);
  if (!meant.empty())
    throw fatal(exit_code::usage, naming(fmt::format("{}:", what), word), did_you_mean(meant));
  if (!is_command_like(word)) return;
  throw fatal(exit_code::usage, naming(fmt::format("{}:", what), word),
              fmt::format("commands: {}; a connection text is postgresql://user@host:port/database or "
                          "\"host=... dbname=...\"",
                          fmt::join(command_names(), ", ")));
}

/// Whether the option, by its name with the dashes, has its value in the next argument, in some command.
bool takes_next(std::string_view token) {
  auto const is_long = token.starts_with("--");
  if (is_long ? token.find('=') != token.npos : token.size() != 2) return false;
  auto const name = std::string(token.substr(is_long ? 2 : 1));
  for (auto const& command : all_subcommands()) {
    auto const page = command.help_page();
    auto const* option = page.options.find_nothrow(is_long ? name : "-" + name, false);
    if (option != nullptr) return option->semantic()->min_tokens() > 0;
  }
  return false;
}

/// The command behind options ("-q check TARGET"); the end where there is none.
arguments::const_iterator command_behind_options(arguments const& all) {
  for (auto at = all.begin(); at != all.end(); ++at) {
    if (*at == "--") return all.end();
    if (at->starts_with('-')) {
      if (takes_next(*at) && at + 1 != all.end()) ++at;
    } else {
      return find_subcommand(*at) != nullptr ? at : all.end();
    }
  }
  return all.end();
}

/// --version stands in place of a command; no command's options have it to suggest.
void refuse_misspelt_version(std::string const& option) {
  std::vector<std::string> const known{"--version", "--help"};
  if (!option.starts_with("--ver") || nearest(option, known) != known.front()) return;
  throw fatal(exit_code::usage, naming("unknown option:", option), did_you_mean({known.data(), 1}));
}

[[noreturn]] void refuse_command(std::string_view name) {
  auto const meant = did_you_mean(nearest_of(name, command_names()));
  throw fatal(exit_code::usage, naming("there is no command", name),
              meant.empty() ? fmt::format("commands: {}", fmt::join(command_names(), ", ")) : meant);
}

}  // namespace

std::span<subcommand const> all_subcommands() { return subcommands; }

subcommand const* find_subcommand(std::string_view name) {
  auto const found = std::find_if(subcommands.begin(), subcommands.end(),
                                  [name](subcommand const& s) { return s.name == name; });
  return found == subcommands.end() ? nullptr : &*found;
}

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
  for (auto const& s : subcommands) text += fmt::format("  {:<10} {}\n", s.name, s.help);
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

int dispatch(arguments const& all) {
  if (all.empty()) return run_check(all);
  if (all.front() == "--help" || all.front() == "-h") return run_help({});
  if (all.front() == "--version" || all.front() == "-V") return run_version({});
  auto const named = command_behind_options(all);
  if (named == all.end()) {
    if (looks_like_a_word(all.front())) refuse_word(all.front());
    if (all.size() == 1) refuse_misspelt_version(all.front());
    return run_check(all);
  }
  arguments rest(all.begin(), named);
  rest.insert(rest.end(), named + 1, all.end());
  return find_subcommand(*named)->run(rest);
}

}  // namespace poolprobe
