#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/report_outputs.hpp"
#include "cli/terminal.hpp"
#include "connection_text/find_target.hpp"
#include "lab/lab.hpp"
#include "model/fatal.hpp"
#include "run/bench_run.hpp"
#include "run/bench_strategies.hpp"
#include "run/check_run.hpp"
#include "run/lab_demo.hpp"
#include "text/read_duration.hpp"
#include "text/split.hpp"
#include "text/typed_word.hpp"
#include "wire/interruptible_wait.hpp"
#include "wire/number.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

auto words(char const* name) { return po::value<std::vector<std::string>>()->value_name(name)->composing(); }
auto word_of(char const* name, char const* standard) {
  return po::value<std::string>()->value_name(name)->default_value(standard);
}

po::options_description target_options() {
  auto target = target_group();
  target.add_options()("direct", po::value<std::string>()->value_name("TARGET"),
                       "measure this way to the server too, to compare with")(
      "direct-env", po::value<std::string>()->value_name("NAME"), "the same, from this environment variable")(
      "timeout", word_of("TIME", "10s"), "how long a login or an answer may take")(
      "rtt", word_of("TIME,...", "0"), "put so much round-trip time in between: --rtt 0,20ms,100ms");
  return target;
}

po::options_description what_options() {
  po::options_description what("What is measured");
  what.add_options()(
      "strategy,S", words("STRATEGY,..."),
      "simple, unnamed, named, all, or drivers with their configurations, as poolprobe list drivers "
      "shows them; simple,unnamed,named where nothing is said")(
      "baseline", po::value<std::string>()->value_name("STRATEGY"),
      "compare with this one; else with the first")(
      "query", word_of("QUERY", "select1"),
      "select1, lookup or update (which need --allow-ddl), or a file with one SQL statement")(
      "parameter", words("VALUE"), "of the file's $1, $2, ...; may be repeated")(
      "transaction", word_of("N", "0"),
      "N statements in a transaction block are an operation; 0: one statement, no block")(
      "reconnect", "a new connection for each operation, as with NullPool")(
      "allow-ddl", "create a table for lookup and update, and drop it")(
      "sacrificial", "measure also what takes prepared statements from other clients");
  return what;
}

po::options_description table_options() {
  po::options_description table("A known comparison");
  table.add_options()("recreate-table", po::value<std::string>()->value_name("TABLE"),
                      "driver-migration: asyncpg and psycopg 3 without a pooler at 0, 20 and 100 ms, and "
                      "behind poolers that do and "
                      "do not track prepared statements; without TARGET on a throw-away PostgreSQL and "
                      "PgBouncer of 1.21 or later")("pgbouncer", po::value<std::string>()->value_name("PATH"),
                                                    "that PgBouncer; else the one that is found")(
      "postgres", po::value<std::string>()->value_name("DIR"),
      "the folder of that PostgreSQL's initdb and postgres");
  return table;
}

po::options_description load_options() {
  po::options_description load("Load");
  load.add_options()("clients,c", word_of("N,...", "1,8"), "client connections, each number for itself")(
      "jobs,j", word_of("N", "1"), "threads that they share")("time,T", word_of("TIME", "3s"),
                                                              "of each repeat")(
      "warmup", word_of("TIME", "300ms"), "before each repeat")("repeat", word_of("N", "3"),
                                                                "repeats, in random order with all others")(
      "rate", po::value<std::string>()->value_name("PER-SECOND"),
      "an open loop: so many operations begin each second, and "
      "waiting for a client counts; else each client goes on "
      "as soon as it is answered")(
      "shard", po::value<std::string>()->value_name("I/N"),
      "this is machine I of N, from 0; else JOB_COMPLETION_INDEX of POOLPROBE_SHARDS. "
      "poolprobe report merges what they write");
  return load;
}

po::options_description options_of_bench() {
  po::options_description output("Output");
  add_output(output, "a format of poolprobe list formats; may be repeated with files");
  add_screen(output, "no progress, and of the text only the verdict", "all figures");
  po::options_description all;
  all.add(target_options()).add(what_options()).add(load_options()).add(table_options()).add(output);
  return all;
}

constexpr std::string_view usage = R"(poolprobe bench [OPTIONS] [TARGET]

Measures what each way of talking costs on TARGET, and says which of them do
not survive there at all.

exit codes: 0 measured · 1 none of the strategies works here · 2 usage
            3 no connection · 4 nothing could be measured · 130 interrupted

)";

std::vector<int> clients_of(po::variables_map const& values) {
  constexpr int most = 20'000;
  std::vector<int> all;
  for (auto const& word : split_list(values["clients"].as<std::string>())) {
    auto const number = wire::read_number<int>(word);
    if (!number || *number < 1 || *number > most)
      throw fatal(exit_code::usage,
                  instead_of(fmt::format("-c takes numbers from 1 to {}, with commas", most), word),
                  "for example -c 1,8,64");
    if (std::find(all.begin(), all.end(), *number) == all.end()) all.push_back(*number);
  }
  if (all.empty()) throw fatal(exit_code::usage, "-c names no number of clients", "for example -c 1,8,64");
  return all;
}

std::vector<std::chrono::microseconds> round_trips_of(po::variables_map const& values) {
  constexpr double longest_s = 10;
  std::vector<std::chrono::microseconds> all;
  for (auto const& word : split_list(values["rtt"].as<std::string>())) {
    auto const read = read_duration(word);
    if (!read || read->count() < 0 || read->count() > longest_s)
      throw fatal(exit_code::usage, instead_of("--rtt takes times up to 10s, with commas", word),
                  "for example --rtt 0,20ms,100ms");
    auto const far = std::chrono::round<std::chrono::microseconds>(*read);
    if (std::find(all.begin(), all.end(), far) == all.end()) all.push_back(far);
  }
  if (all.empty()) throw fatal(exit_code::usage, "--rtt names no time", "for example --rtt 0,20ms,100ms");
  return all;
}

std::optional<double> rate_of(po::variables_map const& values) {
  if (values.count("rate") == 0) return std::nullopt;
  auto const typed = values["rate"].as<std::string>();
  auto const rate = wire::read_number<double>(typed);
  if (!rate || !(*rate >= 0.01 && *rate <= 1e6))
    throw fatal(exit_code::usage, instead_of("--rate takes operations a second, 0.01 to 1000000", typed));
  return rate;
}

bench::bench_query question_of(po::variables_map const& values, std::string const& query) {
  auto parameters = texts_of(values, "parameter");
  auto const is_known = query == "select1" || query == "lookup" || query == "update";
  if (is_known && !parameters.empty())
    throw fatal(exit_code::usage, "--parameter is for the statement of a file: --query FILE.sql");
  if ((query == "lookup" || query == "update") && values.count("allow-ddl") == 0)
    throw fatal(exit_code::usage,
                fmt::format("--query {} makes a table of 100000 rows and drops it again", query),
                "say --allow-ddl where that is wanted");
  if (is_known) return bench::select1();
  std::ifstream file(query);
  std::string sql;
  constexpr std::size_t longest = std::size_t{1} << 20U;
  for (char c = 0; sql.size() <= longest && file.get(c);) sql.push_back(c);
  if (!file.eof() || sql.size() > longest)
    throw fatal(exit_code::usage,
                instead_of("--query takes select1, lookup, update or a file that can be read", query),
                "a query file holds one SQL statement, of 1 MiB at most");
  return bench::from_text(query, std::move(sql), std::move(parameters));
}

void read_shard(po::variables_map const& values, bench_run_options& options) {
  auto const* index = std::getenv("JOB_COMPLETION_INDEX");
  auto const* count = std::getenv("POOLPROBE_SHARDS");
  auto text = text_of(values, "shard").value_or("");
  if (text.empty() && (index == nullptr || count == nullptr)) return;
  if (text.empty()) text = fmt::format("{}/{}", index, count);
  if (text.starts_with('/') && index != nullptr) text = index + text;
  auto const slash = text.find('/');
  auto const which = wire::read_number<int>(text.substr(0, slash));
  auto const all = slash == text.npos ? std::nullopt : wire::read_number<int>(text.substr(slash + 1));
  if (!which || !all || *all < 1 || *all > 100'000 || *which < 0 || *which >= *all)
    throw fatal(exit_code::usage, instead_of("--shard takes I/N with I from 0 to N-1", text),
                "in an indexed Job of Kubernetes, /N is enough, or POOLPROBE_SHARDS=N");
  options.shard = *which;
  options.shards = *all;
  options.plan.in_order = *all > 1;
}

std::optional<target> direct_of(po::variables_map const& values) {
  auto const name = text_of(values, "direct-env");
  auto const text = text_of(values, "direct");
  if (name && text)
    throw fatal(exit_code::usage, "--direct and --direct-env do not go together",
                "both say where the server is: give one of them");
  if (!name && !text) return std::nullopt;
  return find_target({text, name, std::nullopt, "--direct-env"});
}

constexpr char const* migrating = "asyncpg,asyncpg:no-cache,psycopg3,psycopg3:none";

std::string recreated_of(po::variables_map const& values) {
  auto const name = text_of(values, "recreate-table").value_or("");
  if (!name.empty() && name != "driver-migration")
    throw fatal(exit_code::usage, instead_of("--recreate-table knows one table: driver-migration", name));
  return name;
}

/// What a recreated table takes where it is asked for without more.
po::variables_map with_defaults(po::variables_map values) {
  if (values.count("recreate-table") == 0) return values;
  auto const set = [&values](char const* name, char const* text) {
    if (values[name].defaulted()) values.at(name).value() = std::string(text);
  };
  set("clients", "1");
  set("rtt", "0,20ms,100ms");
  return values;
}

bench_run_options options_of(po::variables_map const& values) {
  bench_run_options options;
  auto& plan = options.plan;
  options.recreated = recreated_of(values);
  auto strategies = texts_of(values, "strategy");
  if (strategies.empty()) strategies = {options.recreated.empty() ? "simple,unnamed,named" : migrating};
  plan.strategies = strategies_of(strategies);
  plan.clients = clients_of(values);
  options.query = values["query"].as<std::string>();
  plan.asked = question_of(values, options.query);
  plan.transaction = whole_of(values, "transaction", 0, 1000);
  plan.reconnect = values.count("reconnect") > 0;
  plan.rate = rate_of(values);
  plan.threads = whole_of(values, "jobs", 1, 256);
  plan.repeat = whole_of(values, "repeat", 1, 1000);
  plan.duration = time_of(values, "time", 0.01, 86'400);
  plan.warmup = time_of(values, "warmup", 0, 3600);
  plan.patience = std::chrono::round<std::chrono::milliseconds>(time_of(values, "timeout", 0.1, 600));
  options.round_trips = round_trips_of(values);
  options.sacrificial = values.count("sacrificial") > 0;
  options.baseline = text_of(values, "baseline").value_or("");
  auto const has = [&](bench::strategy const& c) { return c.strategy == options.baseline; };
  if (!options.baseline.empty() && std::none_of(plan.strategies.begin(), plan.strategies.end(), has))
    throw fatal(exit_code::usage,
                naming("-S does not name the strategy of --baseline, or another one sends the same:",
                       options.baseline),
                "name it first in -S");
  read_shard(values, options);
  return options;
}

/// Where the user names no target: a server, and two poolers that differ in tracking prepared statements.
struct migration_lab {
  migration_lab(lab::found_binary const& postgres, lab::found_binary const& pgbouncer)
      : server(postgres, lab_start_options()),
        tracking(pgbouncer, server, lab::usual_pools(), with("200")),
        not_tracking(pgbouncer, server, lab::usual_pools(), with("0")) {}

  static lab::options with(char const* statements) {
    auto options = lab_start_options();
    options.settings.emplace_back("max_prepared_statements", statements);
    return options;
  }

  lab::postgres server;
  lab::pgbouncer tracking, not_tracking;
};

std::unique_ptr<migration_lab> lab_of(po::variables_map const& values) {
  lab::search where;
  if (auto const path = text_of(values, "pgbouncer")) where.pgbouncers = {*path};
  if (auto const folder = text_of(values, "postgres")) where.postgres = *folder;
  auto const pgbouncer = lab::find_pgbouncers(where).front();
  if (!pgbouncer.at_least(1, 21))
    throw fatal(exit_code::usage,
                fmt::format("PgBouncer {} cannot track prepared statements", pgbouncer.version),
                "--pgbouncer PATH names another one, of 1.21 or later");
  return std::make_unique<migration_lab>(lab::find_postgres(where), pgbouncer);
}

int run_on(target const& where, bench_run_options options, std::vector<output> const& outputs,
           po::variables_map const& values) {
  auto const overwrite = values.count("overwrite") > 0;
  auto const screen = screen_of(values);
  progress_line progress(!screen.quiet);
  options.progress = [&progress](std::string_view what) {
    progress.show(fmt::format("poolprobe: {}", what));
  };
  try {
    auto const run = benchmark_target(where, std::move(options));
    progress.clear();
    write_outputs(outputs, as_report(run), screen, overwrite);
    return static_cast<int>(run.verdict.exit_code);
  } catch (fatal const& end) {
    progress.clear();
    if (end.code == exit_code::no_connection)
      write_outputs(without_screen(outputs), as_report(failed_run(where, end)), screen, overwrite);
    throw;
  }
}

}  // namespace

command_help bench_help() { return {usage, options_of_bench()}; }

int run_bench(arguments const& all) {
  auto const known = bench_help();
  auto const values = with_defaults(parse_options(all, known.options, {"target"}));
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  auto options = options_of(values);
  auto const outputs = plan_outputs(texts_of(values, "output"), values.count("overwrite") > 0);
  auto const asked = target_request_of(values);
  auto const is_given = asked.argument || asked.url_env || asked.url_file;
  options.direct = direct_of(values);
  if (options.recreated.empty() || is_given) {
    auto const where = find_target(asked);
    wire::catch_interrupts();
    return run_on(where, std::move(options), outputs, values);
  }
  wire::catch_interrupts();
  auto const lab = lab_of(values);
  options.direct = parse_target(lab->server.url(), "lab");
  options.untracked = parse_target(lab->not_tracking.url("transaction"), "lab");
  return run_on(parse_target(lab->tracking.url("transaction"), "lab"), std::move(options), outputs, values);
}

}  // namespace poolprobe
