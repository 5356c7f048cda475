#include "run/child_process.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <system_error>

#include "model/fatal.hpp"
#include "text/typed_word.hpp"

namespace poolprobe {

namespace {

subprocess launch(child_process::plan const& what) {
  subprocess_options options{.program = child_process::find(what.words.front()),
                             .arguments = std::vector(what.words.begin() + 1, what.words.end()),
                             .unset = what.unset};
  for (auto const& [name, value] : what.set) options.set.emplace_back(name, value.reveal());
  options.before_exec = [&what] {
    for (auto const number : {SIGINT, SIGTERM, SIGPIPE}) std::signal(number, SIG_DFL);
    if (what.output_to_stderr) dup2(STDERR_FILENO, STDOUT_FILENO);
    return 0;
  };
  try {
    return subprocess(options);
  } catch (std::system_error const& error) {
    throw fatal{exit_code::usage, fmt::format("the command cannot be run: {}", error.code().message())};
  }
}

}  // namespace

std::string child_process::find(std::string const& word) {
  if (word.find('/') != std::string::npos) return word;
  auto const found = find_program(word);
  if (!found.empty()) return found;
  throw fatal{exit_code::usage, naming("the command after -- is not found in PATH:", word),
              "poolprobe trace TARGET -- COMMAND"};
}

child_process::child_process(plan const& what) : child_(launch(what)) {}

child_process::~child_process() {
  if (running()) signal(SIGKILL);
  child_.wait();
}

void child_process::signal(int number) const { kill(child_.pid(), number); }

}  // namespace poolprobe
