#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lab/lab.hpp"

namespace poolprobe::testing {

/// What servers have written to their logs.
struct log_news {
  std::vector<std::string> alarms;          ///< all lines of the levels WARNING, ERROR, FATAL and PANIC
  std::vector<std::string> errors;          ///< of these, one for each error: PgBouncer writes up to two
  std::vector<std::string> closed_clients;  ///< clients that had logged in and that the pooler disconnected
  std::vector<std::string> closed_servers;  ///< closed by the pooler, except those of cancels
};

/// Watches the logs of a PostgreSQL and of the PgBouncer in front of it, if there is one. Both must outlive
/// it.
class log_watch {
 public:
  explicit log_watch(lab::postgres const& server, lab::pgbouncer const* pooler = nullptr);

  /// What was written since the last call. First waits until the pooler has logged the end of every client.
  [[nodiscard]] log_news news();

 private:
  void settle() const;

  lab::postgres const* server_;
  lab::pgbouncer const* pooler_;
  std::size_t server_read_ = 0;
  std::size_t pooler_read_ = 0;
};

}  // namespace poolprobe::testing
