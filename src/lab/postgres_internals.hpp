#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lab/lab.hpp"
#include "lab/server.hpp"
#include "lab/workspace.hpp"

namespace poolprobe::lab {

/// The parts of a lab PostgreSQL that a PgBouncer in front of it needs too.
struct postgres::state {
  found_binary binary;
  std::vector<std::pair<std::string, std::string>> users;
  bool tls;
  workspace folder{temporary_folder()};
  std::unique_ptr<server> running = nullptr;  // after the folder: stopped before that is removed
};

}  // namespace poolprobe::lab
