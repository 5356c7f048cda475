#include "support/logs.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "connection_text/find_target.hpp"
#include "wire/connection.hpp"

namespace poolprobe::testing {
namespace {

using namespace std::chrono_literals;

bool has(std::string const& line, std::string_view words) { return line.find(words) != std::string::npos; }

template <std::size_t N>
bool has_any(std::string const& line, std::array<std::string_view, N> const& all) {
  return std::any_of(all.begin(), all.end(), [&line](auto words) { return has(line, words); });
}

void read_pooler(std::string const& line, log_news& to) {
  constexpr std::array<std::string_view, 3> levels{"] WARNING ", "] ERROR ", "] FATAL "};
  if (has_any(line, levels)) to.alarms.push_back(line);
  if (has(line, "pooler error: ")) to.errors.push_back(line);
  if (!has(line, " closing because: ")) return;
  constexpr std::array<std::string_view, 3> usual{"client close request", "sent cancel request", "(nouser)"};
  if (has(line, "] LOG C-") && !has_any(line, usual)) to.closed_clients.push_back(line);
  if (has(line, "] LOG S-") && !has(line, "sent cancel request")) to.closed_servers.push_back(line);
}

void read_server(std::string const& line, log_news& to) {
  constexpr std::array<std::string_view, 4> levels{"] WARNING:  ", "] ERROR:  ", "] FATAL:  ", "] PANIC:  "};
  if (!has_any(line, levels)) return;
  to.alarms.push_back(line);
  to.errors.push_back(line);
}

template <class Reader>
void read_new(std::string const& log, std::size_t& read, Reader take) {
  std::istringstream lines(log.substr(read));
  read = log.size();
  for (std::string line; std::getline(lines, line);) take(line);
}

/// The ports of the clients that have logged in and not disconnected yet.
std::set<std::string> clients_in(std::string const& log) {
  static std::regex const event(R"(LOG C-0x\w+: \S+@127\.0\.0\.1:(\d+) (login attempt|closing because))");
  std::set<std::string> open;
  for (auto found = std::sregex_iterator(log.begin(), log.end(), event); found != std::sregex_iterator();
       ++found) {
    if ((*found)[2] == "login attempt") {
      open.insert((*found)[1]);
    } else {
      open.erase((*found)[1]);
    }
  }
  return open;
}

}  // namespace

log_watch::log_watch(lab::postgres const& server, lab::pgbouncer const* pooler)
    : server_(&server), pooler_(pooler) {
  (void)news();
}

void log_watch::settle() const {
  if (pooler_ == nullptr) return;
  for (auto const until = wire::clock::now() + 10s; !clients_in(pooler_->log()).empty();) {
    if (wire::clock::now() > until) throw std::runtime_error("a client has not left the pooler");
    (void)wire::pause_for(5ms);
  }
}

log_news log_watch::news() {
  settle();
  log_news all;
  if (pooler_ != nullptr) {
    read_new(pooler_->log(), pooler_read_, [&all](auto const& line) { read_pooler(line, all); });
  }
  read_new(server_->log(), server_read_, [&all](auto const& line) { read_server(line, all); });
  return all;
}

}  // namespace poolprobe::testing
