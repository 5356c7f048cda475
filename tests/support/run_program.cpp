#include "support/run_program.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace poolprobe::testing {
namespace {

/// An anonymous file: unlike a pipe it takes any amount of output without a reader.
int memory_file(std::string const& content = {}) {
  auto const fd = memfd_create("poolprobe-test", MFD_CLOEXEC);
  if (fd < 0) throw std::runtime_error("memfd_create failed");
  if (write(fd, content.data(), content.size()) != static_cast<ssize_t>(content.size()))
    throw std::runtime_error("write failed");
  lseek(fd, 0, SEEK_SET);
  return fd;
}

std::string content_of(int fd) {
  std::string text;
  lseek(fd, 0, SEEK_SET);
  std::array<char, 4096> buffer;
  for (ssize_t got = 0; (got = read(fd, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

std::vector<std::string> environment_of(invocation const& what) {
  auto const* path = std::getenv("PATH");
  std::vector<std::string> all{std::string("PATH=") + (path == nullptr ? "" : path), "LC_ALL=C.UTF-8"};
  for (auto const* name : {"HOME", "POOLPROBE_CACHE", "XDG_CACHE_HOME", "TMPDIR"}) {
    if (auto const* value = std::getenv(name)) all.push_back(std::string(name).append("=").append(value));
  }
  for (auto const& [name, value] : what.environment)
    all.push_back(std::string(name).append("=").append(value));
  return all;
}

}  // namespace

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

running_program::running_program(invocation const& what) : out_(memory_file()), err_(memory_file()) {
  auto const in = memory_file(what.input);
  std::vector<std::string> arguments{what.program.empty() ? POOLPROBE_PROGRAM : what.program};
  arguments.insert(arguments.end(), what.arguments.begin(), what.arguments.end());
  auto environment = environment_of(what);
  auto argv = pointers(arguments);
  auto envp = pointers(environment);
  // The test runner's own signal handlers must not run in the child before it has started poolprobe.
  sigset_t everything;
  sigset_t before;
  sigfillset(&everything);
  sigprocmask(SIG_BLOCK, &everything, &before);
  pid_ = fork();
  if (pid_ == 0) {
    for (auto const number : {SIGINT, SIGTERM}) std::signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, nullptr);
    dup2(in, STDIN_FILENO);
    dup2(out_, STDOUT_FILENO);
    dup2(err_, STDERR_FILENO);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  sigprocmask(SIG_SETMASK, &before, nullptr);
  close(in);
  if (pid_ < 0) throw std::runtime_error("fork failed");
}

namespace {

double microseconds(timeval const& t) {
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
}

/// macOS reports bytes.
long peak_kib(rusage const& used) {
#ifdef __APPLE__
  return used.ru_maxrss / 1024;
#else
  return used.ru_maxrss;
#endif
}

}  // namespace

running_program::~running_program() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(out_);
  close(err_);
}

void running_program::signal(int number) const { kill(pid_, number); }

program_result running_program::wait(std::chrono::seconds patience) {
  auto const until = std::chrono::steady_clock::now() + patience;
  int status = 0;
  rusage used{};
  while (wait4(pid_, &status, WNOHANG, &used) == 0) {
    if (std::chrono::steady_clock::now() > until) kill(pid_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  pid_ = -1;
  auto const code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code,
          content_of(out_),
          content_of(err_),
          microseconds(used.ru_utime),
          microseconds(used.ru_stime),
          peak_kib(used)};
}

}  // namespace poolprobe::testing
