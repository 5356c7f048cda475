#include <fmt/format.h>

#include <algorithm>

#include "cli/messages_output.hpp"
#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/report_outputs.hpp"
#include "connection_text/find_target.hpp"
#include "model/fatal.hpp"
#include "run/check_run.hpp"
#include "run/child_process.hpp"
#include "run/redaction.hpp"
#include "run/trace_run.hpp"
#include "text/typed_word.hpp"
#include "wire/interruptible_wait.hpp"
#include "wire/number.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

/// What stands for standard output where a file may be named.
std::string const to_stdout = "-";

/// --messages has a file only behind "=": without one it must not take the word that follows, which is the
/// target. Boost.Program_options would give it that.
arguments with_explicit_file(arguments all) {
  for (auto at = all.begin(); at != all.end(); ++at) {
    if (*at != "--messages") continue;
    *at += "=" + to_stdout;
    auto const next = at + 1;
    // No connection text is without one of these.
    if (next == all.end() || next->starts_with('-') || next->find_first_of(":=") != std::string::npos)
      continue;
    throw fatal(exit_code::usage, "--messages takes a file only behind =",
                "--messages=FILE writes to a file, --messages alone to standard output");
  }
  return all;
}

po::options_description options_of_trace() {
  auto target = target_group("; COMMAND finds the changed one there too");
  add_timeout(target, "how long connecting to the server may take");
  target.add_options()("listen", po::value<std::string>()->value_name("ADDR")->default_value("127.0.0.1:0"),
                       "where programs connect: PORT, ADDRESS or ADDRESS:PORT; port 0 is any that is free");
  po::options_description verdict("Verdict");
  verdict.add_options()("prepared",
                        "judge for a pooler that keeps track of prepared statements: PgBouncer 1.22 or later "
                        "with max_prepared_statements above 0");
  po::options_description output("Output");
  add_output(output);
  output.add_options()(
      "messages", po::value<std::string>()->implicit_value(to_stdout)->value_name("[=FILE]"),
      "what the clients said, a line for each time a client had all its answers; instead of a report and a "
      "verdict, unless -o asks for one")("anonymize", "no values in the statements of the report");
  add_screen(output, "of the text only the verdict",
             "all statements of each hazard; with --messages also SQL and errors");
  po::options_description all;
  all.add(target).add(verdict).add(output);
  return all;
}

constexpr std::string_view usage = R"(poolprobe trace [OPTIONS] [TARGET] [-- COMMAND...]

Stands between a program and TARGET, passes everything on, and says what of it
would go wrong behind a pooler in transaction mode.

COMMAND finds the way in DATABASE_URL, PGHOST, PGPORT and libpq's other
variables, which lead it here, in clear text, with the user, password, database
and parameters of TARGET; TLS to the server is as TARGET says. Without COMMAND,
programs can connect until Ctrl-C.

exit codes: 0 nothing seen breaks · 1 something does · 2 usage
            3 no way to the server, or nobody could log in
            4 nobody connected, or COMMAND failed (and nothing seen breaks)
            130 interrupted while COMMAND ran

)";

/// PORT, ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT.
void listen_as(std::string const& text, proxy_options& options) {
  auto const colon = text.rfind(':');
  auto const only_port = wire::read_number<int>(text);
  auto const is_bracketed = text.starts_with('[');
  auto const has_port =
      colon != std::string::npos && (is_bracketed ? text[colon - 1] == ']' : text.find(':') == colon);
  auto address = only_port ? options.address : has_port ? text.substr(0, colon) : text;
  auto const port = only_port ? only_port : has_port ? wire::read_number<int>(text.substr(colon + 1)) : 0;
  if (is_bracketed && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (address == "localhost" || address.empty()) address = options.address;
  if (!port || *port < 0 || *port > 65535) {
    throw fatal(exit_code::usage, instead_of("--listen takes a port, an address, or ADDRESS:PORT", text),
                "for example --listen 127.0.0.1:6544");
  }
  options.address = address;
  options.port = *port;
}

proxy_options listening_of(po::variables_map const& values) {
  proxy_options options;
  options.patience = timeout_of(values);
  listen_as(values["listen"].as<std::string>(), options);
  return options;
}

/// Where only the messages are wanted, there is no report.
std::vector<output> outputs_of(po::variables_map const& values) {
  if (values.count("messages") > 0 && values.count("output") == 0) return {};
  return plan_outputs(texts_of(values, "output"), values.count("overwrite") > 0);
}

/// A program that writes to standard output would spoil a format that is read by another one.
bool is_read_by_programs(std::vector<output> const& outputs) {
  return std::any_of(outputs.begin(), outputs.end(),
                     [](output const& o) { return o.file.empty() && o.format->name != "text"; });
}

/// Without a report there is no verdict either, but a command that failed is not hidden.
int exit_code_of(run_record const& run, bool reported) {
  if (reported || run.verdict.exit_code == exit_code::interrupted)
    return static_cast<int>(run.verdict.exit_code);
  return run.traffic->failure ? static_cast<int>(exit_code::inconclusive) : 0;
}

void say_failure(run_record const& run) {
  if (!run.traffic->failure) return;
  (void)complain({exit_code::inconclusive, "the command failed: " + *run.traffic->failure});
}

}  // namespace

command_help trace_help() { return {usage, options_of_trace()}; }

int run_trace(arguments const& all) {
  auto const split = std::find(all.begin(), all.end(), "--");
  auto const known = trace_help();
  auto const values = parse_options(with_explicit_file({all.begin(), split}), known.options, {"target"});
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  trace_run_options options;
  options.command.assign(split == all.end() ? split : split + 1, all.end());
  if (split != all.end() && options.command.empty())
    throw fatal(exit_code::usage, "there is no command after --");
  if (!options.command.empty()) (void)child_process::find(options.command.front());
  options.listen = listening_of(values);
  options.variable = text_of(values, "url-env");
  options.anonymize = values.count("anonymize") > 0;
  options.watch.details = values.count("verbose") > 0;
  auto const overwrite = values.count("overwrite") > 0;
  auto const outputs = outputs_of(values);
  options.output_to_stderr = is_read_by_programs(outputs);
  auto const screen = screen_of(values);
  auto const where = find_target(target_request_of(values));

  std::optional<messages_output> messages;
  if (auto const file = text_of(values, "messages")) {
    messages.emplace(*file == to_stdout ? std::string() : *file, overwrite);
    options.watch.messages = [&](std::string const& lines) { messages->add(where.password.redact(lines)); };
    options.tick = [&messages] { messages->flush(); };
  }
  wire::catch_interrupts();
  try {
    auto run = started(where);
    run.traffic.emplace().prepared_support = values.count("prepared") > 0;
    run = trace_traffic(where, options, std::move(run));
    redact(run, where.password);
    if (messages) messages->flush();
    write_outputs(outputs, as_report(run), screen, overwrite);
    say_failure(run);
    return exit_code_of(run, !outputs.empty());
  } catch (fatal const& end) {
    if (end.code == exit_code::no_connection) {
      auto const failed = failed_run(where, end);
      write_outputs(without_screen(outputs), as_report(failed), screen, overwrite);
    }
    throw;
  }
}

}  // namespace poolprobe
