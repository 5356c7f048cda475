#include "lab/server.hpp"

#include <fmt/format.h>

#include <string_view>
#include <thread>
#include <utility>

#include "lab/readiness.hpp"
#include "lab/workspace.hpp"
#include "model/fatal.hpp"

namespace poolprobe::lab {

using namespace std::chrono_literals;

namespace {

constexpr auto start_patience = 30s;
constexpr auto stop_patience = 5s;
constexpr auto poll_interval = 5ms;

}  // namespace

server::server(recipe const& how, std::filesystem::path log, interrupted_check const& interrupted)
    : log_(std::move(log)), stop_signal_(how.stop_signal) {
  int const tries = how.port == 0 ? 10 : 1;
  for (int i = 0; i < tries; ++i)
    if (starts(how, interrupted)) return;
  throw fatal{exit_code::usage, fmt::format("{} found its port taken, tries: {}", how.name, tries)};
}

server::~server() { stop(); }

std::string server::log() const { return read_file(log_); }

void server::stop() { process_->stop(stop_signal_, stop_patience); }

/// False when another process has taken the port in the meantime.
bool server::starts(recipe const& how, interrupted_check const& interrupted) {
  port_ = how.port == 0 ? free_port() : how.port;
  process_ = std::make_unique<process>(how.prepare(port_));
  auto const deadline = std::chrono::steady_clock::now() + start_patience;
  while (!how.answers(port_) || log().find(how.logs) == std::string::npos) {
    if (!process_->running()) {
      auto const said = log();
      if (said.find("Address already in use") != std::string::npos) return false;
      throw fatal{exit_code::defect, fmt::format("{} ended while it started ({}){}", how.name,
                                                 process_->ending(), last_lines(said))};
    }
    throw_if(interrupted);
    if (std::chrono::steady_clock::now() > deadline)
      throw fatal{exit_code::defect,
                  fmt::format("{} does not answer after {} s{}", how.name,
                              std::chrono::seconds(start_patience).count(), last_lines(log()))};
    std::this_thread::sleep_for(poll_interval);
  }
  return true;
}

std::string last_lines(std::string const& log) {
  constexpr int lines = 8;
  std::string_view rest = log;
  while (rest.ends_with('\n')) rest.remove_suffix(1);
  if (rest.empty()) return "; it has said nothing";
  std::string tail;
  for (int i = 0; i < lines && !rest.empty(); ++i) {
    auto const start = rest.rfind('\n') + 1;  // 0 where there is no further line
    tail.insert(0, fmt::format("\n  {}", rest.substr(start)));
    rest = rest.substr(0, start == 0 ? 0 : start - 1);
  }
  return "; its last words:" + tail;
}

}  // namespace poolprobe::lab
