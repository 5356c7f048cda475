#include "cli/subcommand.hpp"

#include <algorithm>
#include <array>

#include "cli/misspelt_command.hpp"
#include "cli/options.hpp"

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

}  // namespace

std::span<subcommand const> all_subcommands() { return subcommands; }

subcommand const* find_subcommand(std::string_view name) {
  auto const found = std::find_if(subcommands.begin(), subcommands.end(),
                                  [name](subcommand const& s) { return s.name == name; });
  return found == subcommands.end() ? nullptr : &*found;
}

int dispatch(arguments const& all) {
  if (all.empty()) return run_check(all);
  if (all.front() == "--help" || all.front() == "-h") return run_help({});
  if (all.front() == "--version" || all.front() == "-V") return run_version({});
  auto const named = command_behind_options(all);
  if (named == all.end()) {
    refuse_misspelt_command(all.front());
    if (all.size() == 1) refuse_misspelt_version(all.front());
    return run_check(all);
  }
  arguments rest(all.begin(), named);
  rest.insert(rest.end(), named + 1, all.end());
  return find_subcommand(*named)->run(rest);
}

}  // namespace poolprobe
