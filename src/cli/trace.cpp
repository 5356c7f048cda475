#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <sstream>

#include "cli/message_file.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/program.hpp"
#include "cli/subcommand.hpp"
#include "cli/terminal.hpp"
#include "model/fatal.hpp"
#include "relay/tap.hpp"
#include "target/redirect.hpp"
#include "trace/watch.hpp"
#include "wire/number.hpp"
#include "wire/wait.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

using namespace std::chrono_literals;

po::options_description trace_options() {
  po::options_description target("Target (else TARGET, DATABASE_URL, or libpq's own environment)");
  target.add_options()("url-env", po::value<std::string>()->value_name("NAME"),
                       "read the connection text from this environment variable")(
      "url-file", po::value<std::string>()->value_name("PATH"),
      "read it from this file; - is standard input")(
      "timeout", po::value<double>()->value_name("SECONDS")->default_value(5, "5"),
      "how long connecting to the server may take")(
      "listen", po::value<std::string>()->value_name("ADDR")->default_value("127.0.0.1:0"),
      "where programs connect: PORT, ADDRESS or ADDRESS:PORT; port 0 is any that is free");
  po::options_description output("Output");
  output.add_options()(
      "messages", po::value<std::string>()->implicit_value("")->value_name("[=FILE]"),
      "what the clients said, as it comes: one line for each time a client had all its answers")(
      "overwrite", "replace files that exist")("verbose,v", "with --messages: also SQL and errors")(
      "help,h", "this help");
  po::options_description all;
  all.add(target).add(output);
  return all;
}

void show_help(po::options_description const& options) {
  std::ostringstream text;
  text << "poolprobe trace [OPTIONS] [TARGET] [-- COMMAND...]\n\n"
          "Stands between a program and TARGET, passes everything on, and says what of it\n"
          "would go wrong behind a pooler in transaction mode.\n\n"
          "COMMAND finds the way in DATABASE_URL, PGHOST, PGPORT and libpq's other\n"
          "variables, which lead it here, with the user, password, database and\n"
          "parameters of TARGET. Without COMMAND, programs can connect until Ctrl-C.\n\n"
       << options;
  write_stdout(text.str());
}

std::optional<std::string> text_of(po::variables_map const& values, char const* name) {
  if (values.count(name) == 0) return std::nullopt;
  return values[name].as<std::string>();
}

/// PORT, ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT.
void listen_as(std::string const& text, tap_options& options) {
  auto const colon = text.rfind(':');
  auto const only_port = wire::read_number<int>(text);
  auto const has_port =
      colon != std::string::npos && (text.front() == '[' ? text[colon - 1] == ']' : text.find(':') == colon);
  auto address = only_port ? options.address : has_port ? text.substr(0, colon) : text;
  auto const port = only_port ? only_port : has_port ? wire::read_number<int>(text.substr(colon + 1)) : 0;
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (address == "localhost") address = "127.0.0.1";
  if (!port || *port < 0 || *port > 65535 || address.empty()) {
    throw fatal(exit_code::usage, "--listen takes a port, an address, or ADDRESS:PORT",
                "for example --listen 127.0.0.1:6544");
  }
  options.address = address;
  options.port = *port;
}

tap_options tap_options_of(po::variables_map const& values) {
  auto const seconds = values["timeout"].as<double>();
  if (!(seconds >= 0.1 && seconds <= 600))
    throw fatal(exit_code::usage, "--timeout takes seconds, from 0.1 to 600");
  tap_options options;
  options.patience = std::chrono::milliseconds(static_cast<long>(seconds * 1000));
  listen_as(values["listen"].as<std::string>(), options);
  return options;
}

/// Tries the way to the server once, so that a wrong target shows before anything is started; returns the
/// password that libpq would use there.
secret try_way(wire::route const& to, target_info const& shown, std::chrono::milliseconds patience) {
  using state = wire::leg::state;
  auto const until = wire::clock::now() + patience;
  wire::leg leg(to);
  for (auto now = leg.advance(); now != state::open; now = leg.advance()) {
    if (now == state::failed) {
      throw fatal(exit_code::no_connection, fmt::format("cannot reach {}: {}", shown.display, leg.error()),
                  "check the address, and sslmode");
    }
    auto const how = wire::wait_for(leg.socket(), now == state::wants_read ? POLLIN : POLLOUT, until);
    if (how == wire::waited::interrupted) throw fatal(exit_code::interrupted, "interrupted");
    if (how == wire::waited::timed_out)
      throw fatal(exit_code::no_connection, fmt::format("{} does not answer", shown.display),
                  "check the address; --timeout gives it longer");
  }
  return leg.password();
}

tap_observer observer_of(trace::watch& by) {
  tap_observer told;
  told.opened = [&by](std::uint64_t connection, std::string_view packet) { by.open(connection, packet); };
  told.passed = [&by](std::uint64_t connection, heading where, std::string_view bytes) {
    if (where == heading::to_server) {
      by.from_client(connection, bytes);
    } else {
      by.from_server(connection, bytes);
    }
  };
  told.unreachable = [](std::uint64_t, std::string const&) {};
  told.closed = [&by](std::uint64_t connection) { by.close(connection); };
  return told;
}

program::plan plan_of(std::vector<std::string> words, redirection const& to,
                      std::optional<std::string> const& variable) {
  program::plan plan{std::move(words), to.set, to.unset};
  plan.set.emplace_back("DATABASE_URL", to.url);
  if (variable) plan.set.emplace_back(*variable, to.url);
  return plan;
}

void announce(tap_options const& at, int port, target_info const& shown) {
  auto const text = fmt::format(
      "poolprobe: listening on {} port {} for {}\n"
      "           point programs there; Ctrl-C ends it and says what was seen\n",
      at.address, port, shown.display);
  [[maybe_unused]] auto const written = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

int run_trace(arguments const& all) {
  auto const split = std::find(all.begin(), all.end(), "--");
  std::vector<std::string> const command(split == all.end() ? split : split + 1, all.end());
  auto const known = trace_options();
  auto const values = parse_options({all.begin(), split}, known, {"target"});
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  if (split != all.end() && command.empty()) throw fatal(exit_code::usage, "there is no command after --");
  auto const options = tap_options_of(values);
  auto const where =
      find_target({text_of(values, "target"), text_of(values, "url-env"), text_of(values, "url-file")});
  std::optional<message_file> messages;
  if (auto const file = text_of(values, "messages")) messages.emplace(*file, values.count("overwrite") > 0);

  wire::catch_interrupts();
  wire::route const route(where);
  auto const password = try_way(route, where.shown, options.patience);
  trace::watch_options watching;
  watching.details = values.count("verbose") > 0;
  if (messages) watching.messages = [&messages](std::string const& lines) { messages->add(lines); };
  trace::watch watch(watching);
  std::optional<tap> between(std::in_place, route, options, observer_of(watch));
  std::optional<program> child;
  if (command.empty()) {
    announce(options, between->port(), where.shown);
  } else {
    auto const host = options.address == "0.0.0.0" ? "127.0.0.1"
                      : options.address == "::"    ? "::1"
                                                   : options.address;
    child.emplace(
        plan_of(command, redirect(where, password, host, between->port()), text_of(values, "url-env")));
  }
  bool passed_on = false;
  while (!child || child->running()) {
    auto const how = wire::pause_for(child ? 10ms : 100ms);
    if (messages) messages->flush();
    if (how != wire::waited::interrupted) continue;
    if (!child) break;
    if (!std::exchange(passed_on, true)) child->signal(wire::interrupted_by());
    wire::interrupt_shield const shield;
    (void)wire::pause_for(10ms);
  }
  between.reset();
  if (messages) messages->flush();
  if (child && !child->succeeded()) return 4;
  return 0;
}

}  // namespace poolprobe
