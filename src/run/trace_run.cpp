#include "run/trace_run.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

#include "connection_text/child_environment.hpp"
#include "judge/traffic_verdict.hpp"
#include "judge/verdict.hpp"
#include "model/fatal.hpp"
#include "run/child_process.hpp"
#include "trace/fill_run_record.hpp"
#include "wire/interruptible_wait.hpp"
#include "wire/settled_target.hpp"

namespace poolprobe {
namespace {

using namespace std::chrono_literals;

/// What the first way to the server tells.
struct first_way {
  secret password;  ///< that libpq would use there
  wire::reached_place place;
};

/// Tries the way to the server once, so that a wrong target shows before anything is started.
first_way try_way(wire::upstream_address const& to, target_info const& shown,
                  std::chrono::milliseconds patience) {
  using state = wire::upstream_connection::state;
  auto const until = wire::clock::now() + patience;
  wire::upstream_connection upstream_connection(to);
  for (auto now = upstream_connection.advance(); now != state::open; now = upstream_connection.advance()) {
    if (now == state::failed) {
      throw fatal(exit_code::no_connection,
                  fmt::format("cannot reach {}: {}", shown.display, upstream_connection.error()),
                  "check the address, and sslmode");
    }
    auto const how =
        wire::wait_for(upstream_connection.socket(), now == state::wants_read ? POLLIN : POLLOUT, until);
    if (how == wire::waited::interrupted) throw fatal(exit_code::interrupted, "interrupted");
    if (how == wire::waited::timed_out) {
      throw fatal(exit_code::no_connection, fmt::format("{} does not answer", shown.display),
                  "check the address; --timeout gives it longer");
    }
  }
  return {upstream_connection.password(), upstream_connection.place()};
}

proxy_observer observer_of(trace::traffic_observer& by) {
  proxy_observer observer;
  observer.opened = [&by](std::uint64_t connection, std::string_view packet) { by.open(connection, packet); };
  observer.passed = [&by](std::uint64_t connection, heading where, std::string_view bytes) {
    if (where == heading::to_server) {
      by.from_client(connection, bytes);
    } else {
      by.from_server(connection, bytes);
    }
  };
  observer.unreachable = [&by](std::uint64_t connection, std::string const&) { by.miss(connection); };
  observer.closed = [&by](std::uint64_t connection) { by.close(connection); };
  return observer;
}

/// The address to connect to for a socket that listens on `address`.
std::string reachable(std::string const& address) {
  return address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
}

child_process::plan plan_of(trace_run_options const& options, redirection const& to) {
  child_process::plan plan{options.command, to.set, to.unset, options.output_to_stderr};
  plan.set.emplace_back("DATABASE_URL", to.url);
  if (options.variable) plan.set.emplace_back(*options.variable, to.url);
  return plan;
}

void announce(proxy_options const& at, int port, target_info const& shown) {
  auto const text = fmt::format(
      "poolprobe: listening on {} port {} for {}\n"
      "           point programs there; Ctrl-C ends it and says what was seen\n",
      at.address, port, shown.display);
  [[maybe_unused]] auto const written = write(STDERR_FILENO, text.data(), text.size());
}

/// Ctrl-C and Ctrl-\ at a terminal reach all of the foreground process group, so the command has had them
/// already.
bool reaches_command(int signal) {
  return (signal == SIGINT || signal == SIGQUIT) && tcgetpgrp(STDERR_FILENO) == getpgrp();
}

void wait_for_interrupt(std::function<void()> const& tick) {
  while (wire::pause_for(100ms) != wire::waited::interrupted) tick();
}

/// Waits for an interrupted command, which may still clean up.
void wait_for_end(child_process& command, std::function<void()> const& tick) {
  bool told = false;
  while (command.running()) {
    tick();
    if (auto const signal = wire::interrupted_by(); signal != 0 && !std::exchange(told, true)) {
      if (!reaches_command(signal)) command.signal(signal);
    }
    wire::interrupt_shield const shield;
    (void)wire::pause_for(10ms);
  }
}

/// A way to the server, and what it leads to.
struct found_way {
  target where;
  secret password;
  wire::upstream_address address;
};

/// Of several hosts, all that connect are led to the one that is found here.
found_way find_way(target const& to, std::chrono::milliseconds patience) {
  wire::upstream_address every(to);
  auto first = try_way(every, to.shown, patience);
  if (to.shown.host.find(',') == std::string::npos) return {to, std::move(first.password), std::move(every)};
  auto there = wire::settled_on(to, first.place);
  wire::upstream_address only(there);
  return {std::move(there), std::move(first.password), std::move(only)};
}

/// Returns how the command failed, if it did.
std::optional<std::string> run_to_end(found_way const& way, trace_run_options const& options,
                                      trace::traffic_observer& by) {
  tracing_proxy const between(way.address, options.listen, observer_of(by));
  if (options.command.empty()) {
    announce(options.listen, between.port(), way.where.shown);
    wait_for_interrupt(options.tick);
    return std::nullopt;
  }
  auto const to = redirect(way.where, way.password, reachable(options.listen.address), between.port());
  child_process command(plan_of(options, to));
  wait_for_end(command, options.tick);
  return command.succeeded() ? std::nullopt : std::optional(command.ending());
}

}  // namespace

run_record trace_traffic(target const& where, trace_run_options const& options, run_record run) {
  trace::traffic_observer by(options.watch);
  auto const way = find_way(where, options.listen.patience);
  run.target = way.where.shown;
  auto const failure = run_to_end(way, options, by);
  auto& traffic = run.traffic ? *run.traffic : run.traffic.emplace();
  if (!options.command.empty()) traffic.command = options.command.front();
  traffic.failure = failure;
  trace::fill_run_record(by.seen(), options.anonymize, run);
  run = judge_traffic(std::move(run));
  if (!options.command.empty() && wire::interrupted_by() != 0) run.verdict = interrupted_verdict();
  return run;
}

}  // namespace poolprobe
