#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "lab/lab.hpp"
#include "lab/process.hpp"
#include "lab/workspace.hpp"
#include "relay/relay.hpp"

/// Other products' poolers in front of a lab PostgreSQL, on 127.0.0.1; each is stopped with its object.
namespace poolprobe::testing {

/// A program that is ready once its output contains certain words. Throws with its output when it ends
/// earlier.
class other_program {
 public:
  other_program(lab::command const&, std::string const& ready);
  ~other_program();
  [[nodiscard]] std::string log() const { return lab::read_file(output_); }

 private:
  std::filesystem::path output_;
  lab::process running_;
};

/// Odyssey with the databases "transaction", "session" and "statement"; in transaction mode also "keeping",
/// without pool_discard, and "pinning", with pool_pin_on_listen.
class odyssey {
 public:
  odyssey(lab::found_binary const&, lab::postgres const&);
  [[nodiscard]] std::string url(std::string const& database) const;

 private:
  lab::workspace folder_{lab::temporary_folder()};
  int port_;
  std::unique_ptr<other_program> running_;
};

/// Pgpool-II with one backend and no load balancing, or with a standby to which it sends all that only reads.
class pgpool {
 public:
  pgpool(lab::found_binary const&, lab::postgres const&);
  pgpool(lab::found_binary const&, int primary_port, int standby_port);
  [[nodiscard]] std::string url() const;

 private:
  lab::workspace folder_{lab::temporary_folder()};
  int port_;
  std::unique_ptr<other_program> running_;
};

/// pgagroal with its default pipeline. It stores a port number in five bytes, so it and its server have ports
/// of four digits.
class pgagroal {
 public:
  pgagroal(lab::found_binary const&, lab::postgres const&);
  [[nodiscard]] std::string url() const;

 private:
  lab::workspace folder_{lab::temporary_folder()};
  relay to_server_;
  int port_;
  std::unique_ptr<other_program> running_;
};

}  // namespace poolprobe::testing
