#include "drivers/player.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "support/program.hpp"

namespace poolprobe::testing {
namespace {

std::vector<std::string> environment_with(std::string const& url) {
  std::vector<std::string> all{"DATABASE_URL=" + url, "LC_ALL=C.UTF-8"};
  for (auto const* name : {"PATH", "HOME", "TMPDIR"}) {
    if (auto const* value = std::getenv(name)) all.push_back(std::string(name).append("=").append(value));
  }
  return all;
}

}  // namespace

player::player(proof const& of, std::string const& url) {
  std::signal(SIGPIPE, SIG_IGN);  // one that has ended is heard of by its silence
  auto command = program_or_skip(of).command;
  command.emplace_back(of.config);
  auto environment = environment_with(url);
  auto argv = pointers(command);
  auto envp = pointers(environment);
  std::array<int, 2> in{}, out{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("pipe2 failed");
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execvpe(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  to_ = in[1];
  from_ = out[0];
  if (pid_ < 0) throw std::runtime_error("fork failed");
  greeting_ = hear();
}

player::~player() {
  close(to_);
  close(from_);
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::string player::play(std::string const& step) {
  auto const line = step + "\n";
  if (write(to_, line.data(), line.size()) < 0) return "closed";
  return hear();
}

void player::finish() {
  close(std::exchange(to_, -1));
  waitpid(std::exchange(pid_, -1), nullptr, 0);
}

std::string player::hear() {
  for (;;) {
    if (auto const end = heard_.find('\n'); end != std::string::npos) {
      auto line = heard_.substr(0, end);
      heard_.erase(0, end + 1);
      return line;
    }
    pollfd waiting{from_, POLLIN, 0};
    if (poll(&waiting, 1, 30'000) == 0) throw std::runtime_error("a program does not answer");
    std::array<char, 4096> some;
    auto const got = read(from_, some.data(), some.size());
    if (got <= 0) return "closed";
    heard_.append(some.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace poolprobe::testing
