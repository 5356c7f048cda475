// The lab itself: servers start, answer and stop, and nothing of them stays, however we end.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "lab/lab.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "lab/readiness.hpp"
#include "model/fatal.hpp"
#include "support/servers.hpp"

namespace fs = std::filesystem;
namespace lab = poolprobe::lab;
using namespace std::chrono_literals;
using lab::pgbouncer_answers;
using lab::postgres_answers;
using poolprobe::testing::any_pgbouncer;
using poolprobe::testing::any_postgres;

namespace {

/// A folder that every user can enter, removed with the object.
class open_folder {
 public:
  open_folder() {
    std::string name = fs::path("/tmp") / "poolprobe-test-XXXXXX";
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
    fs::permissions(path_, fs::perms(0755));
  }
  ~open_folder() { fs::remove_all(path_); }
  open_folder(open_folder&&) = delete;

  [[nodiscard]] fs::path const& path() const { return path_; }
  [[nodiscard]] long entries() const { return std::distance(fs::directory_iterator(path_), {}); }

 private:
  fs::path path_;
};

/// A TMPDIR of the test's own, so that what is left there can be counted; all tests share one cache.
class own_folders {
 public:
  own_folders() {
    static open_folder const cache;
    setenv("POOLPROBE_CACHE", cache.path().c_str(), 1);
    setenv("TMPDIR", temporary_.path().c_str(), 1);
  }
  ~own_folders() { unsetenv("TMPDIR"); }
  own_folders(own_folders&&) = delete;

  [[nodiscard]] long labs() const { return temporary_.entries(); }

 private:
  open_folder temporary_;
};

/// True once the process is gone or waits to be reaped by its new parent.
bool gone(int pid) {
  if (kill(pid, 0) != 0) return true;
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string const line((std::istreambuf_iterator<char>(stat)), {});
  return line.find(") Z ") != std::string::npos;
}

template <typename Condition>
bool within(std::chrono::milliseconds patience, Condition condition) {
  auto const deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

template <typename Work>
double seconds(Work work) {
  auto const start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The message of the fatal error that the work ends with.
template <typename Work>
std::string failure(Work work, poolprobe::exit_code expected) {
  try {
    work();
  } catch (poolprobe::fatal const& error) {
    CHECK(error.code == expected);
    return error.message + "\n" + error.hint;
  }
  return "no failure";
}

}  // namespace

TEST_CASE("the lab starts, answers, stops, and leaves nothing") {
  own_folders const folders;
  open_folder const cache;
  setenv("POOLPROBE_CACHE", cache.path().c_str(), 1);
  auto const clusters = [&] { return std::distance(fs::directory_iterator(cache.path() / "clusters"), {}); };
  auto const postgres_binary = any_postgres();
  auto const pooler_binary = any_pgbouncer();
  int postgres_pid = 0, pooler_pid = 0;
  auto const once = [&] {
    lab::postgres const server(postgres_binary);
    lab::pgbouncer const pooler(pooler_binary, server);
    CHECK(postgres_answers(server.port()));
    CHECK(pgbouncer_answers(pooler.port()));
    CHECK(server.running());
    CHECK(pooler.running());
    CHECK(server.version() == postgres_binary.version);
    CHECK(pooler.log().find("listening on 127.0.0.1") != std::string::npos);
    CHECK(pooler.url("one") == "postgresql://app@127.0.0.1:" + std::to_string(pooler.port()) + "/one");
    CHECK(folders.labs() == 2);
    postgres_pid = server.pid();
    pooler_pid = pooler.pid();
    CHECK(getpgid(postgres_pid) == postgres_pid);  // a terminal's Ctrl-C does not reach it
  };
  double const first = seconds(once);
  CHECK(folders.labs() == 0);
  CHECK(gone(postgres_pid));
  CHECK(gone(pooler_pid));
  CHECK(clusters() == 1);

  double const second = seconds(once);
  CHECK(folders.labs() == 0);
  CHECK(clusters() == 1);
  MESSAGE("start and stop: first " << first << " s, from the template " << second << " s");
}

TEST_CASE("several processes share one port, and one that dies is noticed") {
  own_folders const folders;
  lab::postgres const server(any_postgres());
  lab::options options;
  options.processes = 2;
  {
    lab::pgbouncer const pooler(any_pgbouncer(), server, lab::usual_pools(), options);
    auto const log = pooler.log();
    auto const first = log.find("listening on 127.0.0.1");
    CHECK(log.find("listening on 127.0.0.1", first + 1) != std::string::npos);
    CHECK(pooler.running());
    kill(pooler.pid(), SIGKILL);
    CHECK(within(2s, [&] { return !pooler.running(); }));
    CHECK(pgbouncer_answers(pooler.port()));
  }
  CHECK(folders.labs() == 1);
}

TEST_CASE("as root the servers run as somebody else" * doctest::skip(geteuid() != 0)) {
  own_folders const folders;
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(any_pgbouncer(), server);
  for (int const pid : {server.pid(), pooler.pid()}) {
    struct stat owner = {};
    REQUIRE(stat(("/proc/" + std::to_string(pid)).c_str(), &owner) == 0);
    CHECK(owner.st_uid != 0);
    CHECK(owner.st_gid != 0);
  }
}

TEST_CASE("a server that dies is noticed") {
  own_folders const folders;
  lab::postgres server(any_postgres());
  lab::pgbouncer const pooler(any_pgbouncer(), server);
  kill(pooler.pid(), SIGKILL);
  CHECK(within(2s, [&] { return !pooler.running(); }));
  server.crash();
  CHECK_FALSE(server.running());
  CHECK_FALSE(postgres_answers(server.port()));
}

TEST_CASE("a server that does not start says why") {
  own_folders const folders;
  lab::postgres const server(any_postgres());
  auto const pooler = any_pgbouncer();
  auto const said = failure(
      [&] {
        lab::pgbouncer(pooler, server, lab::usual_pools(), {.settings = {{"no_such", "1"}}});
      },
      poolprobe::exit_code::defect);
  CHECK(said.find("no_such") != std::string::npos);
  CHECK(folders.labs() == 1);
}

TEST_CASE("an interruption during the start stops it and leaves nothing") {
  own_folders const folders;
  open_folder const cache;
  setenv("POOLPROBE_CACHE", cache.path().c_str(), 1);  // without a template the start takes longer
  auto const binary = any_postgres();
  int asked = 0;
  auto const said = failure([&] { lab::postgres(binary, {.interrupted = [&] { return ++asked > 20; }}); },
                            poolprobe::exit_code::interrupted);
  CHECK(said.starts_with("interrupted"));
  CHECK(folders.labs() == 0);
}

TEST_CASE("the servers die with a process that is killed, and the next lab removes its folders") {
  own_folders const folders;
  auto const postgres_binary = any_postgres();
  auto const pooler_binary = any_pgbouncer();
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  pid_t const owner = fork();
  if (owner == 0) {
    try {
      lab::postgres const server(postgres_binary);
      lab::pgbouncer const pooler(pooler_binary, server);
      int const said[] = {server.pid(), pooler.pid(), server.port(), pooler.port()};
      if (write(channel[1], said, sizeof said) == sizeof said) pause();
    } catch (...) {
    }
    _exit(1);
  }
  close(channel[1]);
  int said[4] = {};
  REQUIRE(read(channel[0], said, sizeof said) == sizeof said);
  close(channel[0]);
  REQUIRE(folders.labs() == 2);
  kill(owner, SIGKILL);
  waitpid(owner, nullptr, 0);
#ifdef __linux__
  CHECK(within(5s, [&] { return gone(said[0]) && gone(said[1]); }));
  CHECK_FALSE(postgres_answers(said[2]));
  CHECK_FALSE(pgbouncer_answers(said[3]));
#endif
  CHECK(folders.labs() == 2);
  lab::postgres const next(postgres_binary);
  CHECK(folders.labs() == 1);
}

TEST_CASE("passwords and TLS can be asked for, on both sides of the pooler") {
  own_folders const folders;
  lab::postgres const server(any_postgres(), {.users = {{"app", "it's"}, {"o\"d d", "x"}}, .tls = true});
  lab::pgbouncer const pooler(any_pgbouncer(), server, lab::usual_pools(),
                              {.users = {{"app", "q\"q"}}, .tls = true});
  CHECK(server.running());
  CHECK(pooler.running());
}

TEST_CASE("servers that are not there are named, with the package that brings them") {
  auto const usage = poolprobe::exit_code::usage;
  CHECK(failure([] { (void)lab::find_postgres({.postgres = "/nowhere"}); }, usage).find("postgresql-NN") !=
        std::string::npos);
  CHECK(failure([] { (void)lab::find_pgbouncers({.pgbouncers = {"/nowhere"}}); }, usage)
            .find("install pgbouncer") != std::string::npos);
  CHECK(failure([] { (void)lab::find_pgbouncers({.pgbouncers = {"/bin/cat"}}); }, usage)
            .find("does not answer") != std::string::npos);
}

TEST_CASE("versions compare by number") {
  CHECK(lab::found_binary{.path = {}, .version = "1.21.0"}.at_least(1, 21));
  CHECK(lab::found_binary{.path = {}, .version = "2.0"}.at_least(1, 21));
  CHECK_FALSE(lab::found_binary{.path = {}, .version = "1.9"}.at_least(1, 21));
  CHECK(lab::found_binary{.path = {}, .version = "18"}.at_least(18, 0));
}
