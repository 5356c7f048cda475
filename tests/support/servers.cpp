#include "support/servers.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace poolprobe::testing {

std::optional<lab::found_binary> find_server(std::string const& kind, std::string const& version) {
  std::ifstream list(POOLPROBE_SERVER_LIST);
  for (std::string line; std::getline(list, line);) {
    std::istringstream words(line);
    lab::found_binary found;
    std::string what;
    std::string path;
    words >> what >> found.version >> path;
    if (what != kind || !(found.version + ".").starts_with(version + ".")) continue;
    found.path = path;
    return found;
  }
  return std::nullopt;
}

lab::found_binary server_or_skip(std::string const& kind, std::string const& version) {
  if (auto found = find_server(kind, version)) return *found;
  std::printf("skipped: %s %s could not be had (tests/lab/poolers.sh says why)\n", kind.c_str(),
              version.c_str());
  std::fflush(stdout);
  std::_Exit(77);
}

namespace {

lab::found_binary first_of(std::string const& kind, std::initializer_list<char const*> versions) {
  for (auto const* version : versions) {
    if (auto found = find_server(kind, version)) return *found;
  }
  return server_or_skip(kind, *versions.begin());
}

}  // namespace

lab::found_binary any_postgres() { return first_of("postgres", {"15", "17", "18"}); }
lab::found_binary any_pgbouncer() { return first_of("pgbouncer", {"1.24", "1.26", "1.18"}); }

}  // namespace poolprobe::testing
