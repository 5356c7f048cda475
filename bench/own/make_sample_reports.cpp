// Makes the samples of reports/samples anew, by the real program on real servers.
//
//   build/release/bench/make_sample_reports reports/samples
//
// The servers: tests/lab/poolers.sh > build/release/servers.txt
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "lab/lab.hpp"
#include "support/run_program.hpp"
#include "support/servers.hpp"

namespace poolprobe::bench {
namespace {

using namespace std::chrono_literals;

/// The run in every format, as FOLDER/NAME.*.
void make(std::filesystem::path const& folder, std::string const& name, std::vector<std::string> arguments) {
  struct format {
    char const *name, *ending;
  };
  for (auto const& [as, ending] :
       {format{"text", "txt"}, {"json", "json"}, {"csv", "csv"}, {"markdown", "md"}}) {
    arguments.insert(arguments.end(),
                     {"-o", fmt::format("{}={}", as, (folder / (name + "." + ending)).string())});
  }
  arguments.emplace_back("--overwrite");
  std::printf("%s\n", name.c_str());
  std::fflush(stdout);
  auto const ended = testing::running_program({std::move(arguments)}).wait(900s);
  if (ended.exit_code != 0 && ended.exit_code != 1) throw std::runtime_error(ended.err);
}

void make_all(std::filesystem::path const& folder) {
  auto const postgres = testing::any_postgres();
  auto const tracking = testing::server_or_skip("pgbouncer", "1.24");
  {
    lab::postgres const server(postgres);
    lab::pgbouncer const pooler(tracking, server), old(testing::server_or_skip("pgbouncer", "1.18"), server);
    make(folder, "bench",
         {"bench", pooler.url("transaction"), "--direct", server.url(), "-S",
          "simple,unnamed,named,asyncpg,psycopg3,psycopg3:none,pgx:exec,pgjdbc", "-c", "1,8", "--rtt",
          "0,20ms", "-T", "1s"});
    make(folder, "without-support", {"bench", old.url("transaction"), "-S", "all", "-c", "8", "-T", "500ms"});
    make(folder, "check", {"check", old.url("transaction"), "--driver", "asyncpg"});
  }
  make(folder, "driver-migration",
       {"bench", "--recreate-table", "driver-migration", "-T", "1s", "--repeat", "5", "--pgbouncer",
        tracking.path.string(), "--postgres", postgres.path.string()});
}

}  // namespace
}  // namespace poolprobe::bench

int main(int count, char** words) {
  if (count != 2 || !std::filesystem::is_directory(words[1])) {
    std::fprintf(stderr, "usage: samples FOLDER\n");
    return 2;
  }
  poolprobe::bench::make_all(words[1]);
}
