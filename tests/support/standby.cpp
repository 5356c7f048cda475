#include "support/standby.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <stdexcept>

#include "lab/process.hpp"
#include "lab/readiness.hpp"

namespace poolprobe::testing {
namespace {

constexpr auto access = "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n";

/// As the lab's own, with what replication needs. A standby must not have lower limits than its primary.
std::string settings_of_standby(std::string const& access_file) {
  return fmt::format(
      "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 200\n"
      "shared_buffers = '16MB'\ndynamic_shared_memory_type = mmap\nfsync = off\nmax_wal_senders = 4\n"
      "timezone = 'UTC'\nhba_file = '{}'\n",
      access_file);
}

}  // namespace

replication_options::replication_options() {
  options_.settings = {{"wal_level", "replica"},
                       {"max_wal_senders", "4"},
                       {"hba_file", folder_.write("pg_hba.conf", access).string()}};
}

standby::standby(lab::found_binary const& binary, lab::postgres const& primary) {
  using namespace std::chrono_literals;
  auto const data = folder_.make_folder("data");
  auto const copied = folder_.path() / "basebackup.log";
  if (!lab::run({.program = binary.path / "pg_basebackup",
                 .arguments = {"-h", "127.0.0.1", "-p", std::to_string(primary.port()), "-U", "postgres",
                               "-D", data.string(), "-R", "-X", "stream", "-c", "fast", "--no-sync"},
                 .output = copied},
                30s))
    throw std::runtime_error("pg_basebackup: " + lab::read_file(copied));
  auto const hba = folder_.write("pg_hba.conf", access);
  auto const config = folder_.write("postgresql.conf", settings_of_standby(hba.string()));
  auto const log = folder_.path() / "postgres.log";
  auto const prepare = [&](int port) {
    return lab::command{.program = binary.path / "postgres",
                        .arguments = {"-D", data.string(), "-c", "config_file=" + config.string(), "-p",
                                      std::to_string(port)},
                        .output = log,
                        .death_signal = SIGQUIT};
  };
  running_ = std::make_unique<lab::server>(
      lab::recipe{"standby PostgreSQL " + binary.version, prepare, lab::postgres_answers, SIGQUIT}, log,
      nullptr);
}

}  // namespace poolprobe::testing
