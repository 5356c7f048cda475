#pragma once

#include <memory>

#include "lab/lab.hpp"
#include "lab/server.hpp"
#include "lab/workspace.hpp"

namespace poolprobe::testing {

/// What the primary of a `standby` needs: its options, which let any user replicate. The object must outlive
/// the primary.
class replication_options {
 public:
  replication_options();
  [[nodiscard]] lab::options const& options() const { return options_; }

 private:
  lab::workspace folder_{lab::temporary_folder()};
  lab::options options_;
};

/// A streaming standby of a lab PostgreSQL, on 127.0.0.1, which answers queries; stopped with the object.
class standby {
 public:
  standby(lab::found_binary const&, lab::postgres const& primary);
  [[nodiscard]] int port() const { return running_->port(); }

 private:
  lab::workspace folder_{lab::temporary_folder()};
  std::unique_ptr<lab::server> running_;
};

}  // namespace poolprobe::testing
