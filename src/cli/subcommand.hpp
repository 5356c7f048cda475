#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

using arguments = std::vector<std::string>;

struct command_help;

/// One row of the table of subcommands. `run` returns the exit code and throws `fatal`.
struct subcommand {
  std::string_view name;
  std::string_view help;  ///< one line for the overview
  int (*run)(arguments const&);
  command_help (*help_page)();  ///< what --help, completion and the manual page say of it
};

/// All subcommands, in the order of the overview.
[[nodiscard]] std::span<subcommand const> all_subcommands();

/// Null where there is none of that name.
[[nodiscard]] subcommand const* find_subcommand(std::string_view name);

/// Runs the subcommand that the first argument names, or the first behind options; any other first argument
/// is a target for `check`.
[[nodiscard]] int dispatch(arguments const&);

// Each in the file of its name.
[[nodiscard]] int run_check(arguments const&);
[[nodiscard]] int run_trace(arguments const&);
[[nodiscard]] int run_bench(arguments const&);
[[nodiscard]] int run_report(arguments const&);
[[nodiscard]] int run_lab(arguments const&);
[[nodiscard]] int run_list(arguments const&);
[[nodiscard]] int run_explain(arguments const&);
[[nodiscard]] int run_completion(arguments const&);
[[nodiscard]] int run_help(arguments const&);
[[nodiscard]] int run_version(arguments const&);
[[nodiscard]] command_help check_help();
[[nodiscard]] command_help trace_help();
[[nodiscard]] command_help bench_help();
[[nodiscard]] command_help report_help();
[[nodiscard]] command_help lab_help();
[[nodiscard]] command_help list_help();
[[nodiscard]] command_help explain_help();
[[nodiscard]] command_help completion_help();
[[nodiscard]] command_help help_help();
[[nodiscard]] command_help version_help();

}  // namespace poolprobe
