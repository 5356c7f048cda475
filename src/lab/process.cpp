#include "lab/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <thread>

#include "lab/unprivileged_account.hpp"
#include "model/fatal.hpp"

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace poolprobe::lab {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto poll_interval = 2ms;

/// A file that no other child inherits.
struct closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using file = std::unique_ptr<std::FILE, closer>;

file open_file(fs::path const& path, char const* mode) {
  file opened(std::fopen(path.c_str(), mode));
  if (!opened) throw fatal{exit_code::usage, fmt::format("cannot open {}", path.string())};
  fcntl(fileno(opened.get()), F_SETFD, FD_CLOEXEC);
  return opened;
}

/// What the child does to itself between fork and exec; only async-signal-safe calls.
struct become_server {
  std::optional<account> user;
  int death_signal;
  pid_t parent;
  int input;
  int output;

  /// 0, or the errno of the step that failed.
  [[nodiscard]] int operator()() const {
    if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0)
      return errno;
    setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int const each : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE}) std::signal(each, SIG_DFL);
    if (user && (setgroups(1, &user->gid) != 0 || setgid(user->gid) != 0 || setuid(user->uid) != 0))
      return errno;
#ifdef __linux__
    // After setuid, which would clear it; and where the parent has died before this, no signal comes.
    if (prctl(PR_SET_PDEATHSIG, death_signal) != 0) return errno;
    if (getppid() != parent) return ESRCH;
#endif
    return chdir("/") == 0 ? 0 : errno;
  }
};

std::vector<std::pair<std::string, std::string>> small_environment() {
  std::vector<std::pair<std::string, std::string>> all{{"LC_ALL", "C"}};
  for (char const* name : {"PATH", "LD_LIBRARY_PATH"})
    if (char const* value = std::getenv(name)) all.emplace_back(name, value);
  return all;
}

subprocess launch(command const& what) {
  auto const input = open_file(what.input, "r");
  auto const output = open_file(what.output, "w");
  become_server const setup{server_account(), what.death_signal, getpid(), fileno(input.get()),
                            fileno(output.get())};
  try {
    return subprocess({.program = what.program.string(),
                       .arguments = what.arguments,
                       .inherit_environment = false,
                       .set = small_environment(),
                       .before_exec = setup});
  } catch (std::system_error const& error) {
    throw fatal{exit_code::usage,
                fmt::format("cannot run {}{}: {}", what.program.string(),
                            setup.user ? " as the user " + setup.user->name : "", error.code().message()),
                setup.user && error.code() == std::errc::permission_denied
                    ? "as root, the servers run as that user, who must be able to read and run the program"
                    : ""};
  }
}

}  // namespace

process::process(command const& what) : child_(launch(what)) {}

process::~process() { stop(SIGKILL, 5s); }

void process::stop(int signal, std::chrono::milliseconds patience) {
  auto const deadline = std::chrono::steady_clock::now() + patience;
  if (running()) {
    kill(-pid(), signal);  // the group: a wrapper script may stand between us and the server
    kill(-pid(), SIGCONT);
  }
  while (running()) {
    if (std::chrono::steady_clock::now() > deadline) kill(-pid(), SIGKILL);
    std::this_thread::sleep_for(poll_interval);
  }
}

void throw_if(interrupted_check const& interrupted) {
  if (interrupted && interrupted()) throw fatal{exit_code::interrupted, "interrupted"};
}

bool run(command const& what, std::chrono::milliseconds patience, interrupted_check const& interrupted) {
  process child(what);
  auto const deadline = std::chrono::steady_clock::now() + patience;
  while (child.running()) {
    throw_if(interrupted);
    if (std::chrono::steady_clock::now() > deadline)
      throw fatal{exit_code::usage,
                  fmt::format("{} has not ended after {} s", what.program.string(),
                              std::chrono::duration_cast<std::chrono::seconds>(patience).count())};
    std::this_thread::sleep_for(poll_interval);
  }
  return child.succeeded();
}

}  // namespace poolprobe::lab
