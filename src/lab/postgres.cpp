#include <fmt/format.h>

#include <csignal>

#include "lab/certificate.hpp"
#include "lab/cluster.hpp"
#include "lab/double_quotes.hpp"
#include "lab/lab.hpp"
#include "lab/postgres_internals.hpp"
#include "lab/readiness.hpp"

namespace poolprobe::lab {

namespace {

/// No data needs to survive a crash, and only 127.0.0.1 may connect. Dynamic shared memory is in the data
/// folder because a killed server would leave it behind elsewhere.
constexpr std::string_view basic_settings = R"(listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = '16MB'
dynamic_shared_memory_type = mmap
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
timezone = 'UTC'
)";

std::string settings_text(workspace const& folder, options const& how) {
  std::string text(basic_settings);
  text += fmt::format("hba_file = {}\n", quote((folder.path() / "pg_hba.conf").string(), '\''));
  if (how.tls) {
    auto const made = make_certificate(folder, how.interrupted);
    text += fmt::format("ssl = on\nssl_key_file = {}\nssl_cert_file = {}\n", quote(made.key.string(), '\''),
                        quote(made.file.string(), '\''));
  }
  for (auto const& [name, value] : how.settings) text += fmt::format("{} = {}\n", name, quote(value, '\''));
  return text;
}

/// With the method md5, a user whose password is stored for SCRAM is asked for SCRAM (documentation, 21.5
/// Password Authentication), so the setting password_encryption alone decides.
std::string access_text(options const& how) {
  auto const* const type = how.tls ? "hostssl" : "host";
  std::string text;
  for (auto const& [name, password] : how.users)
    text += fmt::format("{} all {} 127.0.0.1/32 md5\n", type, quote(name, '"'));
  return text + fmt::format("{} all all 127.0.0.1/32 trust\n", type);
}

std::string roles_sql(options const& how) {
  std::string sql;
  for (auto const& [name, password] : how.users) {
    auto const* const verb = name == "app" || name == "postgres" ? "ALTER" : "CREATE";
    sql += fmt::format("{} ROLE {} LOGIN PASSWORD {};\n", verb, quote(name, '"'), quote(password, '\''));
  }
  return sql;
}

}  // namespace

postgres::postgres(found_binary const& binary, options const& how)
    : state_(new state{binary, how.users, how.tls}) {
  auto const& folder = state_->folder;
  auto const data = make_cluster(folder, binary, how.interrupted);
  auto const config = folder.write("postgresql.conf", settings_text(folder, how));
  auto const config_argument = "config_file=" + config.string();
  (void)folder.write("pg_hba.conf", access_text(how));
  if (!how.users.empty())
    run_sql(folder, binary, data, roles_sql(how), {"-c", config_argument}, how.interrupted);
  auto const log = folder.path() / "postgres.log";
  auto const prepare = [&](int port) {
    return command{.program = binary.path / "postgres",
                   .arguments = {"-D", data.string(), "-c", config_argument, "-p", std::to_string(port)},
                   .output = log,
                   .death_signal = SIGQUIT};  // immediate shutdown, which also ends the backends
  };
  state_->running = std::make_unique<server>(
      recipe{"PostgreSQL " + binary.version, prepare, postgres_answers, SIGQUIT}, log, how.interrupted);
}

postgres::~postgres() = default;
postgres::postgres(postgres&&) noexcept = default;
postgres& postgres::operator=(postgres&&) noexcept = default;

int postgres::port() const { return state_->running->port(); }
int postgres::pid() const { return state_->running->pid(); }
std::string const& postgres::version() const { return state_->binary.version; }
bool postgres::running() const { return state_->running->running(); }
std::string postgres::log() const { return state_->running->log(); }
void postgres::crash() { state_->running->stop(); }

std::string postgres::url(std::string const& database, std::string const& user) const {
  return fmt::format("postgresql://{}@127.0.0.1:{}/{}", user, port(), database);
}

}  // namespace poolprobe::lab
