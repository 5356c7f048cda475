// Runs one pooler in front of a PostgreSQL until standard input ends, to try a client on it by hand:
//   pooler_server KIND SERIES
#include <cstdio>
#include <exception>

#include "support/every_pooler.hpp"
#include "support/servers.hpp"

namespace {

using namespace poolprobe;

int serve(std::string const& kind, std::string const& series) {
  for (auto const& one : testing::every_pooler()) {
    if (one.kind != kind || one.series != series) continue;
    lab::postgres const server(testing::any_postgres());
    auto const pooler = one.start(testing::server_or_skip(kind, series), server);
    for (auto const& database : one.databases) std::printf("%s\n", pooler.url(database).c_str());
    std::printf("%s  # PostgreSQL itself\n", server.url().c_str());
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return 0;
  }
  return std::fprintf(stderr, "no pooler is called %s %s\n", kind.c_str(), series.c_str()), 2;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return std::fputs("pooler_server KIND SERIES\n", stderr), 2;
  try {
    return serve(arguments[1], arguments[2]);
  } catch (std::exception const& e) {
    return std::fprintf(stderr, "%s\n", e.what()), 1;
  }
}
