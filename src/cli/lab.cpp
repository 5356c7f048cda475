#include "lab/lab.hpp"

#include <fmt/format.h>

#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/subcommand.hpp"
#include "cli/terminal.hpp"
#include "model/fatal.hpp"
#include "model/outcome_words.hpp"
#include "reports/registry.hpp"
#include "run/check_run.hpp"
#include "run/lab_demo.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"
#include "wire/interruptible_wait.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

po::options_description options_of_lab() {
  po::options_description options("Options");
  options.add_options()("pgbouncer", po::value<std::vector<std::string>>()->value_name("PATH")->composing(),
                        "this PgBouncer; may be repeated (else the one that is found)")(
      "postgres", po::value<std::string>()->value_name("DIR"),
      "the folder of this PostgreSQL's initdb and postgres");
  add_help(options);
  return options;
}

constexpr std::string_view usage =
    "poolprobe lab up|check|demo [OPTIONS]\n\n"
    "A throw-away PostgreSQL with PgBouncer in front, on the loopback; gone when\n"
    "poolprobe ends.\n\n"
    "  up     start them, print their addresses, stop them at Ctrl-C\n"
    "  check  start them, check every pool and the server itself, say what works\n"
    "  demo   see a pooler where prepared statements fail, and one where they work\n\n";

lab::search search_of(po::variables_map const& values) {
  lab::search where;
  if (values.count("pgbouncer") > 0) {
    auto const paths = values["pgbouncer"].as<std::vector<std::string>>();
    where.pgbouncers.assign(paths.begin(), paths.end());
  }
  if (values.count("postgres") > 0) where.postgres = values["postgres"].as<std::string>();
  return where;
}

/// One PostgreSQL and every PgBouncer that was asked for.
struct whole_lab {
  explicit whole_lab(lab::search const& where) : server(lab::find_postgres(where), lab_start_options()) {
    for (auto const& binary : lab::find_pgbouncers(where)) {
      poolers.emplace_back(binary, server, lab::usual_pools(), lab_start_options());
    }
  }
  lab::postgres server;
  std::vector<lab::pgbouncer> poolers;
};

int up(lab::search const& where) {
  whole_lab const all(where);
  auto text = fmt::format("PostgreSQL {}\n  {}\n", all.server.version(), all.server.url());
  for (auto const& pooler : all.poolers) {
    text += fmt::format("PgBouncer {}\n", pooler.version());
    for (auto const& pool : lab::usual_pools()) {
      text += fmt::format("  {:<50} {} mode, {} server{}\n", pooler.url(pool.name), pool.pool_mode,
                          pool.pool_size, pool.pool_size == 1 ? "" : "s");
    }
  }
  write_stdout(text + "Try: poolprobe URL        Ctrl-C stops everything.\n");
  while (wire::pause_for(std::chrono::milliseconds(200)) != wire::waited::interrupted) {
    if (!all.server.running()) throw fatal(exit_code::defect, "PostgreSQL has died", all.server.log());
    for (auto const& pooler : all.poolers) {
      if (!pooler.running()) throw fatal(exit_code::defect, "PgBouncer has died", pooler.log());
    }
  }
  return 0;
}

/// The codes with that outcome, on lines of ten.
std::string codes_with(run_record const& run, outcome wanted) {
  constexpr int a_line = 10;
  std::string text;
  int count = 0;
  for (auto const& f : run.findings) {
    if (f.outcome != wanted) continue;
    if (count > 0) text += count % a_line == 0 ? fmt::format("\n{:18}", "") : " ";
    text += f.code;
    ++count;
  }
  return text;
}

std::string summary(std::string const& what, run_record const& run) {
  auto text = fmt::format("{}: exit {}\n    {:<13} {}\n", what, static_cast<int>(run.verdict.exit_code),
                          "pool mode", word(run.pooler.pool_mode));
  for (auto const& [o, spoken, legend] : all_outcome_words) {
    if (auto const codes = codes_with(run, o); !codes.empty())
      text += fmt::format("    {:<13} {}\n", word(o), codes);
  }
  return text;
}

int check_all(lab::search const& where) {
  whole_lab const all(where);
  auto const show = [](std::string const& what, std::string const& url) {
    write_stdout(summary(what, check_lab(url)));
  };
  show("PostgreSQL " + all.server.version(), all.server.url());
  for (auto const& pooler : all.poolers) {
    for (auto const& pool : lab::usual_pools()) {
      show(fmt::format("PgBouncer {}, database {}", pooler.version(), pool.name), pooler.url(pool.name));
    }
  }
  return 0;
}

constexpr std::string_view what_next = R"(What to do next
  poolprobe check postgresql://USER@HOST:6432/DATABASE    your own pooler
  poolprobe check --driver asyncpg ...                    for your driver
  poolprobe check --drivers ...                           for all of them
  poolprobe explain PP101                                 what it means
  poolprobe lab up                                        servers to try it on
)";

int demo(lab::search const& where) {
  auto const screen = screen_options(color_choice::automatic, false, 0);
  auto const as_expected = demonstrate(
      where, {.heading = [](std::string_view title) { write_stdout(fmt::format("==== {} ====\n", title)); },
              .report = [&screen](run_record const& run) { write_stdout(render_text(run, screen) + "\n"); }});
  write_stdout(fmt::format("==== {} ====\n", as_expected
                                                 ? "as expected: the first pooler fails, the second works"
                                                 : "not as expected: see above"));
  write_stdout(what_next);
  return as_expected ? 0 : 1;
}

}  // namespace

command_help lab_help() { return {usage, options_of_lab()}; }

int run_lab(arguments const& all) {
  auto const known = lab_help();
  auto const values = parse_options(all, known.options, {"what"});
  auto const what = values.count("what") > 0 ? values["what"].as<std::string>() : std::string();
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  wire::catch_interrupts();
  if (what == "up") return up(search_of(values));
  if (what == "check") return check_all(search_of(values));
  if (what == "demo") return demo(search_of(values));
  if (what.empty()) throw fatal(exit_code::usage, "lab does what?", "poolprobe lab up, check or demo");
  std::vector<std::string> const known_words{"up", "check", "demo"};
  auto const meant = did_you_mean(nearest_of(what, known_words));
  throw fatal(exit_code::usage, instead_of("lab takes up, check or demo", what),
              meant.empty() ? "poolprobe lab --help" : meant);
}

}  // namespace poolprobe
