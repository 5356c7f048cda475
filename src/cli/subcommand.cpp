#include "cli/subcommand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/terminal.hpp"
#include "conninfo/libpq_settings.hpp"
#include "explain/explain.hpp"
#include "model/exit_code.hpp"
#include "model/fatal.hpp"
#include "text/nearest.hpp"
#include "text/version.hpp"

namespace poolprobe {
namespace {

constexpr std::array subcommands{
    subcommand{"check", "probe a connection and say what works behind it (the default)", run_check},
    subcommand{"trace", "watch a program's own traffic on its way to a server", run_trace},
    subcommand{"bench", "measure what each way of talking costs on a connection", run_bench},
    subcommand{"report", "show saved runs again in any format; add up a benchmark's shards", run_report},
    subcommand{"lab", "start a throw-away PostgreSQL and PgBouncer: up, check or demo", run_lab},
    subcommand{"list", "what there is: probes, drivers, formats, dialects", run_list},
    subcommand{"explain", "what a probe, an error, a driver or a statement's name means", run_explain},
    subcommand{"help", "this overview", run_help},
    subcommand{"version", "the versions of poolprobe and libpq", run_version},
};

constexpr std::string_view overview_head =
    R"(poolprobe: will my PostgreSQL driver work through this connection?

  poolprobe TARGET               check a connection, as poolprobe check does
  poolprobe lab demo             see a failing and a passing pooler
  poolprobe explain 'ERROR: …'   what an error from behind a pooler means

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

/// Throws where `word` is close to a command or to what `explain` takes. Never repeats it.
void suggest_command(std::string_view word) {
  std::vector<std::string> names;
  for (auto const& s : all_subcommands()) names.emplace_back(s.name);
  auto meant = nearest(word, names);
  if (meant.empty()) {
    auto const known = nearest(word, explainable_words());
    if (!known.empty()) meant = "explain " + known;
  }
  if (meant.empty()) return;
  throw fatal(exit_code::usage, "the first argument is neither a command nor a connection text",
              fmt::format("did you mean poolprobe {}?", meant));
}

}  // namespace

std::span<subcommand const> all_subcommands() { return subcommands; }

int run_help(arguments const&) {
  std::string text(overview_head);
  for (auto const& s : subcommands) text += fmt::format("  {:<10} {}\n", s.name, s.help);
  write_stdout(text.append(overview_tail) + exit_code_lines());
  return 0;
}

int run_version(arguments const&) {
  write_stdout(fmt::format("poolprobe {}\nlibpq {}\n", version, libpq_version()));
  return 0;
}

int dispatch(arguments const& all) {
  if (all.empty()) return run_check(all);
  if (all.front() == "--help" || all.front() == "-h") return run_help({});
  if (all.front() == "--version" || all.front() == "-V") return run_version({});
  auto const named = [&all](subcommand const& s) { return s.name == all.front(); };
  auto const found = std::find_if(subcommands.begin(), subcommands.end(), named);
  if (found == subcommands.end()) {
    if (looks_like_a_word(all.front())) suggest_command(all.front());
    return run_check(all);
  }
  return found->run({all.begin() + 1, all.end()});
}

}  // namespace poolprobe
