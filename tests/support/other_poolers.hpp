#pragma once

#include <memory>
#include <string>

#include "lab/lab.hpp"
#include "lab/server.hpp"
#include "lab/workspace.hpp"

/// Poolers that the lab does not start: other products, second processes, second layers.
namespace poolprobe::testing {

/// A pooler for one test, on 127.0.0.1; stopped with the object.
class other_pooler {
 public:
  other_pooler(lab::recipe how, std::unique_ptr<lab::workspace> folder, std::filesystem::path log);
  [[nodiscard]] int port() const { return running_->port(); }
  [[nodiscard]] std::string url(std::string const& database = "app") const;
  [[nodiscard]] std::string log() const { return running_->log(); }

 private:
  std::unique_ptr<lab::workspace> folder_;
  std::unique_ptr<lab::server> running_;
};

/// One more PgBouncer process on the port of another (both with so_reuseport=1); stops with the object.
/// `pool_mode` is that of its database "app".
class second_process {
 public:
  second_process(lab::found_binary const&, int port, int server_port, std::string const& pool_mode,
                 std::string const& settings);
  ~second_process();

 private:
  lab::workspace folder_{lab::temporary_folder()};
  std::unique_ptr<lab::process> running_;
};

/// A PgBouncer with a database "app" that connects to `port`, where PostgreSQL or another pooler listens.
[[nodiscard]] other_pooler pgbouncer_before(lab::found_binary const&, int port, std::string const& database,
                                            std::string const& pool_mode, std::string const& settings = {});
}  // namespace poolprobe::testing
