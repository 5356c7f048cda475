#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "bench/own/trace_cost.hpp"
#include "connection_text/find_target.hpp"
#include "lab/readiness.hpp"
#include "wire/connection.hpp"

namespace poolprobe::bench {

using namespace std::chrono_literals;

watched_server::watched_server(lab::postgres const& server)
    : port_(lab::free_port()),
      running_({{"trace", "--listen", fmt::format("127.0.0.1:{}", port_), server.url()}}) {
  auto const until = wire::clock::now() + 10s;
  auto const where = parse_target(url(), "bench");
  while (std::holds_alternative<wire::open_failure>(wire::connection::open(where, until))) {
    if (wire::clock::now() > until) throw std::runtime_error("poolprobe trace does not listen");
    std::this_thread::sleep_for(20ms);
  }
}

std::string watched_server::url() const { return fmt::format("postgresql://app@127.0.0.1:{}/app", port_); }

long watched_server::resident_kib() const {
  std::ifstream status(fmt::format("/proc/{}/status", running_.pid()));
  for (std::string word; status >> word;) {
    long value = 0;
    if (word == "VmRSS:" && status >> value) return value;
  }
  return 0;
}

testing::program_result watched_server::end() {
  running_.signal(SIGINT);
  return running_.wait();
}

}  // namespace poolprobe::bench
