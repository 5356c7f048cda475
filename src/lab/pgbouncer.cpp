#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "lab/certificate.hpp"
#include "lab/lab.hpp"
#include "lab/postgres_state.hpp"
#include "lab/quote.hpp"
#include "lab/readiness.hpp"

namespace poolprobe::lab {

struct pgbouncer::state {
  found_binary binary;
  workspace folder{temporary_folder()};
  std::unique_ptr<server> running = nullptr;  // after the folder: stopped before that is removed
};

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

/// With nobody given, `app` and `admin` come in without a password; `trust` refuses names it does not know.
std::string user_list(options const& how) {
  auto const& users = how.users.empty() ? pairs{{"app", ""}, {"admin", ""}} : how.users;
  std::string text;
  for (auto const& [name, password] : users)
    text += fmt::format("{} {}\n", quote(name, '"'), quote(password, '"'));
  return text;
}

/// Only what a lab cannot do without: what is left out keeps PgBouncer's own default.
pairs settings(workspace const& folder, options const& how, bool server_wants_tls) {
  pairs all{{"listen_addr", "127.0.0.1"},
            {"unix_socket_dir", ""},
            {"auth_type", how.users.empty() ? "trust" : "scram-sha-256"},
            {"auth_file", folder.write("users.txt", user_list(how)).string()},
            {"admin_users", "admin"}};
  if (server_wants_tls) all.emplace_back("server_tls_sslmode", "require");
  if (how.tls) {
    auto const made = make_certificate(folder, how.interrupted);
    all.emplace_back("client_tls_sslmode", "require");
    all.emplace_back("client_tls_key_file", made.key.string());
    all.emplace_back("client_tls_cert_file", made.file.string());
  }
  all.insert(all.end(), how.settings.begin(), how.settings.end());
  return all;
}

/// The [databases] section; a role `app` that has a password on the server needs it here.
std::string pools_text(std::vector<pool> const& pools, int port, pairs const& server_users) {
  auto const app = std::find_if(server_users.begin(), server_users.end(),
                                [](auto const& user) { return user.first == "app"; });
  std::string text = "[databases]\n";
  for (auto const& each : pools) {
    text += fmt::format("{} = host=127.0.0.1 port={} dbname=app user=app pool_mode={} pool_size={}",
                        each.name, port, each.pool_mode, each.pool_size);
    if (app != server_users.end()) text += " password=" + quote(app->second, '\'');
    text += '\n';
  }
  return text;
}

}  // namespace

std::vector<pool> usual_pools() {
  return {{"transaction", "transaction"},
          {"session", "session"},
          {"statement", "statement"},
          {"one", "transaction", 1}};
}

pgbouncer::pgbouncer(found_binary const& binary, postgres const& behind, std::vector<pool> const& pools,
                     options const& how)
    : state_(new state{binary}) {
  auto const& folder = state_->folder;
  auto text = pools_text(pools, behind.port(), behind.state_->users) + "[pgbouncer]\n";
  for (auto const& [name, value] : settings(folder, how, behind.state_->tls))
    text += fmt::format("{} = {}\n", name, value);
  auto const log = folder.path() / "pgbouncer.log";
  auto const prepare = [&](int port) {
    auto const file = folder.write("pgbouncer.ini", fmt::format("{}listen_port = {}\n", text, port));
    return command{.program = binary.path, .arguments = {file.string()}, .output = log};
  };
  // From 1.23 on SIGTERM waits for the clients to leave; before, SIGQUIT meant a core dump.
  state_->running = std::make_unique<server>(recipe{"PgBouncer " + binary.version, prepare, pgbouncer_answers,
                                                    binary.at_least(1, 23) ? SIGQUIT : SIGTERM},
                                             log, how.interrupted);
}

pgbouncer::~pgbouncer() = default;
pgbouncer::pgbouncer(pgbouncer&&) noexcept = default;
pgbouncer& pgbouncer::operator=(pgbouncer&&) noexcept = default;

int pgbouncer::port() const { return state_->running->port(); }
int pgbouncer::pid() const { return state_->running->pid(); }
std::string const& pgbouncer::version() const { return state_->binary.version; }
bool pgbouncer::running() const { return state_->running->running(); }
std::string pgbouncer::log() const { return state_->running->log(); }

std::string pgbouncer::url(std::string const& database, std::string const& user) const {
  return fmt::format("postgresql://{}@127.0.0.1:{}/{}", user, port(), database);
}

}  // namespace poolprobe::lab
