#include "run/child_process.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/process.hpp>
#include <boost/process/extend.hpp>
#include <csignal>
#include <system_error>

#include "model/fatal.hpp"

namespace poolprobe {

namespace bp = boost::process;

namespace {

bp::environment environment_of(child_process::plan const& what) {
  bp::environment all = boost::this_process::environment();
  for (auto const& name : what.unset) all.erase(name);
  for (auto const& [name, value] : what.set) all[name] = value.reveal();
  return all;
}

bp::child launch(child_process::plan const& what) {
  std::error_code error;
  auto const prepare = [&what](auto&) {
    for (auto const number : {SIGINT, SIGTERM, SIGPIPE}) std::signal(number, SIG_DFL);
    if (what.output_to_stderr) dup2(STDERR_FILENO, STDOUT_FILENO);
  };
  // Boost.Process 1.74 leaves a child whose exec failed behind as a zombie.
  auto const reap = [](auto& exec, std::error_code const&) {
    if (exec.pid > 0) waitpid(exec.pid, nullptr, 0);
  };
  bp::child child(bp::exe = child_process::find(what.words.front()),
                  bp::args = std::vector(what.words.begin() + 1, what.words.end()), environment_of(what),
                  error, bp::extend::on_exec_setup = prepare, bp::extend::on_error = reap);
  if (error) throw fatal{exit_code::usage, fmt::format("the command cannot be run: {}", error.message())};
  return child;
}

}  // namespace

struct child_process::state {
  bp::child child;
};

std::string child_process::find(std::string const& word) {
  if (word.find('/') != std::string::npos) return word;
  auto const found = bp::search_path(word).string();
  if (!found.empty()) return found;
  throw fatal{exit_code::usage, "the command after -- is not found in PATH",
              "poolprobe trace TARGET -- COMMAND"};
}

child_process::child_process(plan const& what) : state_(new state{launch(what)}) {}

child_process::~child_process() {
  if (running()) signal(SIGKILL);
  std::error_code ignored;
  state_->child.wait(ignored);
}

bool child_process::running() {
  std::error_code ignored;
  return state_->child.running(ignored);
}

void child_process::signal(int number) const { kill(state_->child.id(), number); }

bool child_process::succeeded() const {
  auto const how = state_->child.native_exit_code();
  return WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

std::string child_process::ending() const {
  auto const how = state_->child.native_exit_code();
  return WIFSIGNALED(how) ? fmt::format("signal {}", WTERMSIG(how))
                          : fmt::format("exit code {}", WEXITSTATUS(how));
}

}  // namespace poolprobe
