#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "lab/lab.hpp"

namespace poolprobe::testing {

/// A pooler, or a server itself, whose server connections change hands under the control of a test.
struct forced_pool {
  int port = 0;
  std::string database;  ///< of the pooler; nobody else uses it
  lab::postgres const* server = nullptr;
  bool pooled = true;  ///< false: the server itself, where there is nothing to force
};

/// The pooler did not give a process under test the server connection that was meant for it.
class not_moved : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Keeps the processes under test from the server connections that they used last: occupies those, like other
/// clients of the pool.
class server_occupier {
 public:
  /// `startup_packet` is that of the processes under test. Other clients have used the pool before: with
  /// unnamed statements, or, with `bare`, with simple queries, which leave none.
  server_occupier(forced_pool const&, std::string const& startup_packet, bool bare = false);
  ~server_occupier();
  server_occupier(server_occupier const&) = delete;

  /// The server connection that was used last is occupied now, and the one before is free. Throws
  /// `not_moved` where the pooler does not hand out the last one first.
  void occupy_last();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// Runs SQL on the server itself, as the role app.
void run_sql(lab::postgres const&, std::string const& sql);
/// Closes all server connections.
void close_servers(lab::postgres const&);

}  // namespace poolprobe::testing
