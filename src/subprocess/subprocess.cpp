#include "subprocess/subprocess.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <system_error>

// Boost.Process's first interface: in a folder of its own since Boost 1.86, beside another one with the same
// names.
#if __has_include(<boost/process/v1/child.hpp>)
#include <boost/process/v1/args.hpp>
#include <boost/process/v1/child.hpp>
#include <boost/process/v1/env.hpp>
#include <boost/process/v1/environment.hpp>
#include <boost/process/v1/error.hpp>
#include <boost/process/v1/exe.hpp>
#include <boost/process/v1/extend.hpp>
#include <boost/process/v1/search_path.hpp>
namespace bp = boost::process::v1;
#else
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/environment.hpp>
#include <boost/process/error.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/search_path.hpp>
namespace bp = boost::process;
#endif

namespace poolprobe {

namespace {

bp::environment environment_of(subprocess_options const& what) {
  auto all =
      what.inherit_environment ? bp::environment(boost::this_process::environment()) : bp::environment();
  for (auto const& name : what.unset) all.erase(name);
  for (auto const& [name, value] : what.set) all[name] = value;
  return all;
}

bp::child launch(subprocess_options const& what) {
  auto const prepare = [&what](auto& exec) {
    if (!what.before_exec) return;
    if (int const failure = what.before_exec(); failure != 0) {
      exec.set_error({failure, std::system_category()}, "before_exec");
      _exit(EXIT_FAILURE);
    }
  };
  // Boost.Process 1.74 leaves a child whose exec failed behind as a zombie.
  auto const reap = [](auto& exec, std::error_code const&) {
    if (exec.pid > 0) waitpid(exec.pid, nullptr, 0);
  };
  std::error_code error;
  bp::child child(bp::exe = what.program, bp::args = what.arguments, environment_of(what), error,
                  bp::extend::on_exec_setup = prepare, bp::extend::on_error = reap);
  if (error) throw std::system_error(error);
  return child;
}

}  // namespace

struct subprocess::state {
  bp::child child;
};

subprocess::subprocess(subprocess_options const& what) : state_(new state{launch(what)}) {}

subprocess::~subprocess() = default;

int subprocess::pid() const { return state_->child.id(); }

bool subprocess::running() {
  std::error_code ignored;
  return state_->child.running(ignored);
}

void subprocess::wait() {
  std::error_code ignored;
  state_->child.wait(ignored);
}

bool subprocess::succeeded() const {
  int const status = state_->child.native_exit_code();
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string subprocess::ending() const {
  int const status = state_->child.native_exit_code();
  return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                             : fmt::format("exit code {}", WEXITSTATUS(status));
}

std::string find_program(std::string const& name) { return bp::search_path(name).string(); }

}  // namespace poolprobe
