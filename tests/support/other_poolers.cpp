#include "support/other_poolers.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

#include "lab/process.hpp"
#include "lab/readiness.hpp"

namespace poolprobe::testing {
namespace {

using namespace std::chrono_literals;

std::string pgbouncer_text(lab::workspace const& folder, int listen, int port, std::string const& database,
                           std::string const& pool_mode, std::string const& settings) {
  auto const users = folder.write("users.txt", "\"app\" \"\"\n");
  return fmt::format(
      "[databases]\napp = host=127.0.0.1 port={} dbname={} user=app pool_mode={} pool_size=20\n"
      "[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {}\nunix_socket_dir =\nauth_type = trust\n"
      "auth_file = {}\n{}\n",
      port, database, pool_mode, listen, users.string(), settings);
}

int quick_stop(lab::found_binary const& binary) { return binary.at_least(1, 23) ? SIGQUIT : SIGTERM; }

}  // namespace

other_pooler::other_pooler(lab::recipe how, std::unique_ptr<lab::workspace> folder, std::filesystem::path log)
    : folder_(std::move(folder)), running_(std::make_unique<lab::server>(how, std::move(log), nullptr)) {}

std::string other_pooler::url(std::string const& database) const {
  return fmt::format("postgresql://app@127.0.0.1:{}/{}", port(), database);
}

second_process::second_process(lab::found_binary const& binary, int port, int server_port,
                               std::string const& pool_mode, std::string const& settings) {
  auto const file =
      folder_.write("pgbouncer.ini", pgbouncer_text(folder_, port, server_port, "app", pool_mode, settings));
  auto const log = folder_.path() / "pgbouncer.log";
  running_ = std::make_unique<lab::process>(
      lab::command{.program = binary.path, .arguments = {file.string()}, .output = log});
  for (int i = 0; lab::read_file(log).find("process up") == std::string::npos; ++i) {
    if (i > 1000 || !running_->running()) throw std::runtime_error(lab::read_file(log));
    std::this_thread::sleep_for(5ms);
  }
}

second_process::~second_process() { running_->stop(SIGKILL, 5s); }

other_pooler pgbouncer_before(lab::found_binary const& binary, int port, std::string const& database,
                              std::string const& pool_mode, std::string const& settings) {
  auto folder = std::make_unique<lab::workspace>(lab::temporary_folder());
  auto const log = folder->path() / "pgbouncer.log";
  auto const* const place = folder.get();
  auto const prepare = [=](int listen) {
    auto const file =
        place->write("pgbouncer.ini", pgbouncer_text(*place, listen, port, database, pool_mode, settings));
    return lab::command{.program = binary.path, .arguments = {file.string()}, .output = log};
  };
  return {{"PgBouncer " + binary.version, prepare, lab::pgbouncer_answers, quick_stop(binary)},
          std::move(folder),
          log};
}

}  // namespace poolprobe::testing
