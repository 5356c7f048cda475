#include "support/other_products.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <random>
#include <stdexcept>
#include <thread>

#include "lab/readiness.hpp"
#include "model/fatal.hpp"

namespace poolprobe::testing {
namespace {

using namespace std::chrono_literals;

std::string url_of(int port, std::string const& database) {
  return fmt::format("postgresql://app@127.0.0.1:{}/{}", port, database);
}

std::string odyssey_pool(std::string_view name, std::string_view mode, std::string_view more) {
  return fmt::format(
      "database \"{}\" {{\n  user \"app\" {{\n    authentication \"none\"\n    storage \"server\"\n"
      "    storage_db \"app\"\n    storage_user \"app\"\n    pool \"{}\"\n    pool_size 20\n    {}\n  "
      "}}\n}}\n",
      name, mode, more);
}

std::string odyssey_text(int listen, int server) {
  return fmt::format(
             "daemonize no\nlog_format \"%l %m\\n\"\nlog_to_stdout yes\nlog_config no\nlog_session no\n"
             "log_stats no\nworkers 1\nlisten {{\n  host \"127.0.0.1\"\n  port {}\n}}\n"
             "storage \"server\" {{\n  type \"remote\"\n  host \"127.0.0.1\"\n  port {}\n}}\n",
             listen, server) +
         odyssey_pool("transaction", "transaction", "") + odyssey_pool("session", "session", "") +
         odyssey_pool("statement", "statement", "") +
         odyssey_pool("keeping", "transaction", "pool_discard no") +
         odyssey_pool("pinning", "transaction", "pool_pin_on_listen yes");
}

/// Pgpool-II 4.3 uses older names for some settings, and does not know the newer names.
std::string pgpool_text(lab::found_binary const& binary, int listen, int server, std::string const& place) {
  auto const socket = binary.at_least(4, 4) ? fmt::format("unix_socket_directories = '{}'\n", place)
                                            : fmt::format("socket_dir = '{}'\n", place);
  return fmt::format(
      "backend_clustering_mode = 'raw'\nlisten_addresses = '127.0.0.1'\nport = {}\n{}"
      "pcp_socket_dir = '{}'\npcp_port = {}\nbackend_hostname0 = '127.0.0.1'\nbackend_port0 = {}\n"
      "backend_weight0 = 1\nnum_init_children = 8\nmax_pool = 4\nconnection_cache = on\n"
      "enable_pool_hba = off\npool_passwd = ''\npid_file_name = '{}/pgpool.pid'\nlogdir = "
      "'{}'\nlog_destination = 'stderr'\n"
      "use_watchdog = off\nhealth_check_period = 0\nsr_check_period = 0\nload_balance_mode = off\n",
      listen, socket, place, lab::free_port(), server, place, place);
}

/// The lines that make it split: all reads go to the second backend (weight 0 for the first).
std::string splitting_text(int standby, std::string const& place) {
  return fmt::format(
      "backend_clustering_mode = 'streaming_replication'\nload_balance_mode = on\nbackend_weight0 = 0\n"
      "backend_hostname1 = '127.0.0.1'\nbackend_port1 = {}\nbackend_weight1 = 1\n"
      "backend_data_directory0 = '{}'\nbackend_data_directory1 = '{}'\n"
      "backend_flag0 = 'ALLOW_TO_FAILOVER'\nbackend_flag1 = 'ALLOW_TO_FAILOVER'\n"
      "sr_check_user = 'postgres'\nsr_check_database = 'app'\nsr_check_period = 1\n",
      standby, place, place);
}

/// A relay to that port of 127.0.0.1, listening on a port below 10000.
relay on_four_digits(int server) {
  std::random_device entropy;
  for (int tries = 1;; ++tries) {
    try {
      auto const port = 5000 + static_cast<int>(entropy() % 5000);
      return relay({"127.0.0.1", std::to_string(server)}, {.port = port});
    } catch (fatal const&) {
      if (tries == 100) throw;
    }
  }
}

std::string pgagroal_text(lab::found_binary const& binary, int listen, int server, std::string const& place) {
  auto const backend = binary.at_least(2, 0) ? "ev_backend = epoll\n" : "libev = epoll\n";
  return fmt::format(
      "[pgagroal]\nhost = 127.0.0.1\nport = {}\nlog_type = console\nlog_level = info\n"
      "max_connections = 20\nidle_timeout = 600\nvalidation = off\nunix_socket_dir = {}\n{}\n"
      "[primary]\nhost = 127.0.0.1\nport = {}\n",
      listen, place, backend, server);
}

}  // namespace

other_program::other_program(lab::command const& how, std::string const& ready)
    : output_(how.output), running_(how) {
  for (int i = 0; log().find(ready) == std::string::npos; ++i) {
    if (i > 4000 || !running_.running()) throw std::runtime_error(how.program.string() + ": " + log());
    std::this_thread::sleep_for(5ms);
  }
}

other_program::~other_program() { running_.stop(SIGINT, 5s); }

odyssey::odyssey(lab::found_binary const& binary, lab::postgres const& server) : port_(lab::free_port()) {
  auto const file = folder_.write("odyssey.conf", odyssey_text(port_, server.port()));
  running_ = std::make_unique<other_program>(
      lab::command{
          .program = binary.path, .arguments = {file.string()}, .output = folder_.path() / "odyssey.log"},
      "listening on");
}

std::string odyssey::url(std::string const& database) const { return url_of(port_, database); }

pgpool::pgpool(lab::found_binary const& binary, lab::postgres const& server) : port_(lab::free_port()) {
  auto const place = folder_.make_folder("pgpool").string();
  auto const file = folder_.write("pgpool.conf", pgpool_text(binary, port_, server.port(), place));
  running_ = std::make_unique<other_program>(lab::command{.program = binary.path,
                                                          .arguments = {"-n", "-f", file.string()},
                                                          .output = folder_.path() / "pgpool.log",
                                                          .death_signal = SIGTERM},
                                             "successfully started");
}

pgpool::pgpool(lab::found_binary const& binary, int primary_port, int standby_port)
    : port_(lab::free_port()) {
  auto const place = folder_.make_folder("pgpool").string();
  auto const file = folder_.write(
      "pgpool.conf", pgpool_text(binary, port_, primary_port, place) + splitting_text(standby_port, place));
  running_ = std::make_unique<other_program>(lab::command{.program = binary.path,
                                                          .arguments = {"-n", "-f", file.string()},
                                                          .output = folder_.path() / "pgpool.log",
                                                          .death_signal = SIGTERM},
                                             "find_primary_node: primary node is 0");
}

std::string pgpool::url() const { return url_of(port_, "app"); }

pgagroal::pgagroal(lab::found_binary const& binary, lab::postgres const& server)
    : to_server_(on_four_digits(server.port())), port_(on_four_digits(0).port()) {
  auto const place = folder_.make_folder("sockets").string();
  auto const file = folder_.write("pgagroal.conf", pgagroal_text(binary, port_, to_server_.port(), place));
  auto const rules = folder_.write("pgagroal_hba.conf", "host all all all trust\n");
  running_ =
      std::make_unique<other_program>(lab::command{.program = binary.path,
                                                   .arguments = {"-c", file.string(), "-a", rules.string()},
                                                   .output = folder_.path() / "pgagroal.log",
                                                   .death_signal = SIGTERM},
                                      "started on");
}

std::string pgagroal::url() const { return url_of(port_, "app"); }

}  // namespace poolprobe::testing
