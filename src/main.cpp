#include <csignal>
#include <cstdio>
#include <exception>

#include "cli/subcommand.hpp"
#include "model/fatal.hpp"

namespace {

int say(poolprobe::fatal const& end) {
  std::fprintf(stderr, "poolprobe: %s\n", end.message.c_str());
  if (!end.hint.empty()) std::fprintf(stderr, "           %s\n", end.hint.c_str());
  return static_cast<int>(end.code);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader or a server that goes away is an ending, not a crash
  try {
    return poolprobe::dispatch({argv + 1, argv + argc});
  } catch (poolprobe::fatal const& end) {
    return say(end);
  } catch (std::exception const& unforeseen) {
    std::fprintf(stderr, "poolprobe: a defect of poolprobe itself: %s\n", unforeseen.what());
    return static_cast<int>(poolprobe::exit_code::defect);
  }
}
