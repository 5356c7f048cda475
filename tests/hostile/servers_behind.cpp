#include "hostile/servers_behind.hpp"

#include "support/servers.hpp"

namespace poolprobe::testing {
namespace {

lab::options without_tracking() {
  lab::options how;
  how.settings = {{"max_prepared_statements", "0"}};
  return how;
}

std::string database_of(rules const& how) { return how.behind.substr(how.behind.rfind(' ') + 1); }

}  // namespace

servers_behind::servers_behind()
    : server_(any_postgres()),
      plain_(server_or_skip("pgbouncer", "1.24"), server_, lab::usual_pools(), without_tracking()),
      tracking_(server_or_skip("pgbouncer", "1.24"), server_) {}

std::unique_ptr<altering_relay> servers_behind::before(rules const& how) const {
  auto const port = how.behind == "none"                        ? 0
                    : how.behind.starts_with("postgres")        ? server_.port()
                    : how.behind.starts_with("pgbouncer plain") ? plain_.port()
                                                                : tracking_.port();
  return std::make_unique<altering_relay>(how, port);
}

std::string servers_behind::url(rules const& how, altering_relay const& through) {
  return through.url(how.behind == "none" ? "app" : database_of(how));
}

}  // namespace poolprobe::testing
