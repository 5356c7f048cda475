#include "drivers/gated_program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "support/run_program.hpp"

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

gated_program::gated_program(proof const& of, int port, std::string const& database, bool small_cache)
    : gate_(port) {
  std::signal(SIGPIPE, SIG_IGN);  // of one that has ended the silence tells
  auto command = program_or_skip(of).command;
  command.emplace_back(of.config);
  auto environment = environment_with(
      fmt::format("postgresql://app@127.0.0.1:{}/{}?sslmode=disable", gate_.port(), database));
  if (small_cache) environment.emplace_back("POOLPROBE_STATEMENTS=2");
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
  (void)descriptor(in[0]);
  (void)descriptor(out[1]);
  to_ = descriptor(in[1]);
  from_ = descriptor(out[0]);
  if (pid_ < 0) throw std::runtime_error("fork failed");
}

gated_program::~gated_program() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void gated_program::ask(std::string const& step) {
  gate_.forget_answers();
  auto const line = step + "\n";
  if (write(to_.get(), line.data(), line.size()) < 0) ended_ = true;
}

/// Messages are passed on before the program's answer is read: some drivers send more after their answer,
/// like the Close of a statement, and that counts too.
gated_program::state gated_program::next() {
  for (;;) {
    while (gate_.progress()) continue;
    if (gate_.is_holding()) return state::at_gate;
    if (gate_.quiet() && take_answer()) return state::answered;
    if (ended_) return state::ended;
    wait();
  }
}

void gated_program::pass() {
  gate_.pass();
  for (;;) {
    while (gate_.progress()) continue;
    if (gate_.quiet()) return;
    wait();
  }
}

void gated_program::wait() {
  std::vector<pollfd> all;
  gate_.watch(all);
  if (!ended_) all.push_back({from_.get(), POLLIN, 0});
  if (poll(all.data(), all.size(), 30'000) == 0) throw std::runtime_error("a program does not go on");
  if (ended_ || all.back().revents == 0) return;
  std::array<char, 4096> some;
  auto const got = read(from_.get(), some.data(), some.size());
  if (got <= 0) ended_ = true;
  if (got > 0) heard_.append(some.data(), static_cast<std::size_t>(got));
}

bool gated_program::take_answer() {
  auto const end = heard_.find('\n');
  if (end == std::string::npos) return false;
  answer_ = heard_.substr(0, end);
  heard_.erase(0, end + 1);
  return true;
}

}  // namespace poolprobe::testing
