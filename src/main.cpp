#include <csignal>
#include <exception>
#include <string>

#include "cli/subcommand.hpp"
#include "cli/terminal.hpp"
#include "model/fatal.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader or a server that goes away is an ending, not a crash
  poolprobe::hold_standard_streams();
  try {
    return poolprobe::dispatch({argv + 1, argv + argc});
  } catch (poolprobe::fatal const& end) {
    return poolprobe::complain(end);
  } catch (std::exception const& unforeseen) {
    return poolprobe::complain({poolprobe::exit_code::defect,
                                std::string("a defect of poolprobe itself: ") + unforeseen.what(),
                                "please report it, with the command that led to it"});
  }
}
