#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "lab/certificate.hpp"
#include "lab/double_quotes.hpp"
#include "lab/lab.hpp"
#include "lab/postgres_internals.hpp"
#include "lab/readiness.hpp"

namespace poolprobe::lab {

struct pgbouncer::state {
  found_binary binary;
  workspace folder{temporary_folder()};
  std::vector<std::unique_ptr<server>> processes = {};  // after the folder: stopped before that is removed
};

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

/// Without given users, `app` and `admin` log in without a password; `trust` refuses names that it does not
/// know.
std::string user_list(options const& how) {
  auto const& users = how.users.empty() ? pairs{{"app", ""}, {"admin", ""}} : how.users;
  std::string text;
  for (auto const& [name, password] : users)
    text += fmt::format("{} {}\n", quote(name, '"'), quote(password, '"'));
  return text;
}

/// Only what a lab needs: every other setting keeps PgBouncer's own default.
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

std::string setting_lines(pairs const& all) {
  std::string text;
  for (auto const& [name, value] : all) text += fmt::format("{} = {}\n", name, value);
  return text;
}

/// The settings that make processes on one port peers (doc/config.md, [peers]). Each has a socket of its own,
/// because the kernel may give a connection on the shared port to any of them.
std::vector<std::string> peer_texts(workspace const& folder, int processes, int port) {
  std::string peers = "[peers]\n";
  std::vector<std::string> own;
  for (int id = 1; id <= processes; ++id) {
    auto const place = folder.path() / fmt::format("peer{}", id);
    peers += fmt::format("{} = host={} port={}\n", id, place.string(), port);
    own.push_back(fmt::format("peer_id = {}\nunix_socket_dir = {}\n", id, place.string()));
  }
  for (auto& text : own) text += peers;
  return own;
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
  auto text = pools_text(pools, behind.port(), behind.state_->users) + "[pgbouncer]\n" +
              setting_lines(settings(folder, how, behind.state_->tls));
  auto const several = how.processes > 1;
  auto const peers = several && binary.at_least(1, 19);
  if (several) text += "so_reuseport = 1\n";
  for (int i = 0; i < how.processes; ++i) {
    auto const name = several ? fmt::format("pgbouncer{}", i + 1) : "pgbouncer";
    if (peers) (void)folder.make_folder(fmt::format("peer{}", i + 1));
    auto const log = folder.path() / (name + ".log");
    auto const prepare = [&](int port) {
      auto all = fmt::format("{}listen_port = {}\n", text, port);
      if (peers) all += peer_texts(folder, how.processes, port)[static_cast<std::size_t>(i)];
      return command{
          .program = binary.path, .arguments = {folder.write(name + ".ini", all).string()}, .output = log};
    };
    // From 1.23 on SIGTERM waits until the clients disconnect; before that version, SIGQUIT meant a core
    // dump.
    state_->processes.push_back(
        std::make_unique<server>(recipe{"PgBouncer " + binary.version, prepare, pgbouncer_answers,
                                        binary.at_least(1, 23) ? SIGQUIT : SIGTERM, i == 0 ? 0 : port()},
                                 log, how.interrupted));
  }
}

pgbouncer::~pgbouncer() = default;
pgbouncer::pgbouncer(pgbouncer&&) noexcept = default;
pgbouncer& pgbouncer::operator=(pgbouncer&&) noexcept = default;

int pgbouncer::port() const { return state_->processes.front()->port(); }
int pgbouncer::pid() const { return state_->processes.front()->pid(); }
std::string const& pgbouncer::version() const { return state_->binary.version; }
bool pgbouncer::running() const {
  return std::all_of(state_->processes.begin(), state_->processes.end(),
                     [](auto const& each) { return each->running(); });
}
std::string pgbouncer::log() const {
  std::string text;
  for (auto const& each : state_->processes) text += each->log();
  return text;
}

std::string pgbouncer::url(std::string const& database, std::string const& user) const {
  return fmt::format("postgresql://{}@127.0.0.1:{}/{}", user, port(), database);
}

}  // namespace poolprobe::lab
