#include "cli/terminal.hpp"

#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <regex>
#include <stdexcept>

namespace poolprobe::testing {
namespace {

std::vector<std::string> environment_of(invocation const& what) {
  std::vector<std::pair<std::string, std::string>> all{
      {"PATH", "/usr/bin:/bin"}, {"TERM", "xterm"}, {"LC_ALL", "C.UTF-8"}};
  for (auto const& [name, value] : what.environment) {
    std::erase_if(all, [&name = name](auto const& known) { return known.first == name; });
    all.emplace_back(name, value);
  }
  std::vector<std::string> texts;
  texts.reserve(all.size());
  for (auto const& [name, value] : all) texts.emplace_back(name).append("=").append(value);
  return texts;
}

/// Reads until the last process that has the terminal open has ended.
std::string read_all(int terminal) {
  std::string bytes;
  std::array<char, 4096> buffer;
  for (ssize_t got = 0; (got = read(terminal, buffer.data(), buffer.size())) > 0;) {
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return bytes;
}

/// What a terminal shows after these bytes, limited to what poolprobe uses: colours, "\r" and "erase to the
/// end of the line".
std::string shown_by(std::string const& bytes) {
  static std::regex const colors("\x1b\\[[0-9;]*m");
  static std::string const erase = "\x1b[K";
  auto const text = std::regex_replace(bytes, colors, "");
  std::string screen;
  std::string line;
  std::size_t column = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.compare(at, erase.size(), erase) == 0) {
      line.resize(std::min(line.size(), column));
      at += erase.size() - 1;
    } else if (text[at] == '\n') {
      screen += line + '\n';
      line.clear();
    } else if (text[at] == '\r') {
      column = 0;
      continue;
    } else {
      line.resize(std::max(line.size(), column + 1), ' ');
      line[column++] = text[at];
    }
  }
  return screen + line;
}

}  // namespace

terminal_result run_on_terminal(invocation const& what) {
  std::vector<std::string> arguments{POOLPROBE_PROGRAM};
  arguments.insert(arguments.end(), what.arguments.begin(), what.arguments.end());
  auto environment = environment_of(what);
  auto argv = pointers(arguments);
  auto envp = pointers(environment);
  winsize const size{25, 80, 0, 0};
  int terminal = -1;
  auto const child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child < 0) throw std::runtime_error("forkpty failed");
  if (child == 0) {
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  auto bytes = read_all(terminal);
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  auto const code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  auto screen = shown_by(bytes);
  return {code, std::move(bytes), std::move(screen)};
}

}  // namespace poolprobe::testing
