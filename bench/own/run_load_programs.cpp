#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/own/versus.hpp"
#include "support/run_program.hpp"
#include "support/servers.hpp"

namespace poolprobe::bench {
namespace {

using namespace std::chrono_literals;

/// The query of `select1` in a file for pgbench; removed with the object.
class script {
 public:
  script()
      : path_(std::filesystem::temp_directory_path() / fmt::format("poolprobe-versus-{}.sql", getpid())) {
    std::ofstream(path_) << "\\set v random(1, 9999999)\nselect :v::int4;\n";
  }
  ~script() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  script(script const&) = delete;
  script& operator=(script const&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

testing::program_result run(testing::invocation const& what, double seconds) {
  auto const patience = std::chrono::seconds(static_cast<long>(seconds) + 60);
  auto ended = testing::running_program(what).wait(patience);
  if (ended.exit_code != 0) throw std::runtime_error(fmt::format("{}{}", ended.out, ended.err));
  return ended;
}

/// The number after `label` in pgbench's output.
double number_behind(std::string const& text, std::string_view label) {
  auto const at = text.find(label);
  if (at == std::string::npos) throw std::runtime_error("pgbench does not say: " + std::string(label));
  return std::atof(text.c_str() + at + label.size());
}

constexpr double kib_per_mib = 1024;

}  // namespace

std::string endpoint::url() const { return fmt::format("postgresql://app@127.0.0.1:{}/{}", port, database); }

load_run run_pgbench(endpoint const& at, std::string const& mode, int clients, double seconds) {
  static script const file;
  static auto const postgres = testing::any_postgres();
  auto const ended = run({{"-h", "127.0.0.1", "-p", std::to_string(at.port), "-U", "app", "-n", "-f",
                           file.path(), "-M", mode, "-c", std::to_string(clients), "-j", "1", "-T",
                           std::to_string(static_cast<int>(seconds)), at.database},
                          {},
                          {},
                          (postgres.path / "pgbench").string()},
                         seconds);
  auto const operations = number_behind(ended.out, "actually processed: ");
  return {number_behind(ended.out, "tps = "), (ended.user_us + ended.system_us) / operations,
          ended.user_us / operations, static_cast<double>(ended.peak_kib) / kib_per_mib};
}

load_run run_bench(endpoint const& at, std::string const& strategy, int clients, double seconds) {
  auto const ended = run({{"bench", at.url(), "-S", strategy, "-c", std::to_string(clients), "-T",
                           fmt::format("{}s", seconds), "--repeat", "1", "--warmup", "200ms", "-o", "json"}},
                         seconds);
  auto const m = nlohmann::json::parse(ended.out)["measurements"][0];
  if (m["status"] != "measured") throw std::runtime_error(m["summary"].get<std::string>());
  return {m["ops_per_s"], m["cpu_us_per_op"], m["cpu_user_us_per_op"],
          static_cast<double>(ended.peak_kib) / kib_per_mib};
}

}  // namespace poolprobe::bench
