#include "drivers/server_occupier.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

#include "connection_text/find_target.hpp"
#include "drivers/message_gate.hpp"
#include "wire/connection.hpp"

namespace poolprobe::testing {
namespace {

wire::connection connect(int port, std::string const& database) {
  auto const url = fmt::format("postgresql://app@127.0.0.1:{}/{}", port, database);
  auto opened =
      wire::connection::open(parse_target(url, "test"), wire::clock::now() + std::chrono::seconds(10));
  if (auto const* failure = std::get_if<wire::open_failure>(&opened))
    throw std::runtime_error(failure->message);
  return std::get<wire::connection>(std::move(opened));
}

std::string ask(wire::connection& through, std::string_view script, std::string const& sql) {
  std::vector<wire::request> requests;
  for (auto const& s : notation::parse_notation(script)) requests.push_back({s, sql, {}});
  auto const told = through.talk().exchange(requests, wire::clock::now() + std::chrono::seconds(10));
  if (told.error) throw std::runtime_error(told.error->text());
  if (told.status != wire::ending::complete) throw std::runtime_error("no answer: " + told.types);
  return told.rows.empty() ? std::string() : told.rows.front().at(0).value_or("");
}

/// A login with exactly that packet, where no password is needed.
wire::connection log_in(int port, std::string const& packet) {
  auto const socket = std::make_shared<descriptor>(connect_to_port(port));
  if (send(socket->get(), packet.data(), packet.size(), MSG_NOSIGNAL) < 0)
    throw std::runtime_error("cannot log in");
  std::string received;
  for (char type = 0; type != 'Z';) {
    std::array<char, 4096> some;
    auto const got = recv(socket->get(), some.data(), some.size(), 0);
    if (got <= 0) throw std::runtime_error("cannot log in");
    received.append(some.data(), static_cast<std::size_t>(got));
    while (auto const size = whole_message(received)) {
      type = received.front();
      received.erase(0, size);
    }
  }
  fcntl(socket->get(), F_SETFL, O_NONBLOCK);
  return wire::connection::adopt(socket, {}, wire::stream(socket->get(), nullptr));
}

/// Takes the server connection that was given back last, as PgBouncer hands it out, with an unnamed statement
/// as other clients of a pool use it. It logs in with the same packet as the processes under test: where
/// parameters differ, PgBouncer first sets them by a simple query, which removes the unnamed statement.
class holder {
 public:
  holder(forced_pool const& of, std::string const& startup_packet)
      : through_(log_in(of.port, startup_packet)) {}

  void take() { pid_ = ask(through_, "P() B E H", "select pg_backend_pid()"); }
  void release() {
    if (!pid_.empty()) (void)ask(through_, "S", "");
    pid_.clear();
  }
  /// A simple query on the server connection that was given back last.
  void sweep() { (void)ask(through_, "Q", "select 1"); }
  [[nodiscard]] std::string const& pid() const { return pid_; }

 private:
  wire::connection through_;
  std::string pid_;
};

}  // namespace

struct server_occupier::state {
  state(forced_pool const& of, std::string const& startup_packet, bool bare)
      : pooled(of.pooled), direct(connect(of.server->port(), "app")) {
    if (!pooled) return;
    for (auto& h : holders) h = std::make_unique<holder>(of, startup_packet);
    // The pool has been in use: there are two server connections, and others' statements were on them.
    for (auto& h : holders) h->take();
    for (auto& h : holders) {
      h->release();
      if (bare) h->sweep();
    }
  }

  /// Its pid in the server, of those that are not occupied.
  std::string last_used(std::string const& occupied) {
    return ask(direct, "P() B E S",
               fmt::format("select pid from pg_stat_activity where backend_type = 'client backend' and "
                           "datname = 'app' and pid <> pg_backend_pid() and pid::text <> '{}' "
                           "order by state_change desc limit 1",
                           occupied));
  }

  bool pooled;
  wire::connection direct;
  std::array<std::unique_ptr<holder>, 2> holders;
  std::size_t turn = 0;
};

server_occupier::server_occupier(forced_pool const& of, std::string const& startup_packet, bool bare)
    : state_(std::make_unique<state>(of, startup_packet, bare)) {}
server_occupier::~server_occupier() = default;

void server_occupier::occupy_last() {
  if (!state_->pooled) return;
  auto& next = *state_->holders.at(state_->turn);
  auto& before = *state_->holders.at(1 - state_->turn);
  auto const last = state_->last_used(before.pid());
  next.take();
  if (next.pid() != last) throw not_moved(fmt::format("the pooler handed out {}, not {}", next.pid(), last));
  before.release();
  state_->turn = 1 - state_->turn;
}

void run_sql(lab::postgres const& server, std::string const& sql) {
  auto direct = connect(server.port(), "app");
  (void)ask(direct, "P() B E S", sql);
}

void close_servers(lab::postgres const& server) {
  run_sql(server,
          "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = 'app' and pid <> "
          "pg_backend_pid() and backend_type = 'client backend'");
}

}  // namespace poolprobe::testing
