// Runs one behaviour until standard input ends, to try a client on it by hand:
//   hostile_server BEHAVIOUR.txt
#include <cstdio>
#include <exception>

#include "hostile/servers_behind.hpp"

int main(int count, char** arguments) {
  using namespace poolprobe::testing;
  if (count != 2) return std::fputs("hostile_server BEHAVIOUR.txt\n", stderr), 2;
  try {
    servers_behind const behind;
    auto const how = rules_in(arguments[1]);
    auto const relay = behind.before(how);
    std::printf("%s\n", servers_behind::url(how, *relay).c_str());
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
  } catch (std::exception const& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
