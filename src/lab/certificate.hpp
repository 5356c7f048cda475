#pragma once

#include <filesystem>

#include "lab/process.hpp"
#include "lab/workspace.hpp"

namespace poolprobe::lab {

/// A self-signed certificate for 127.0.0.1 and localhost, valid for a day, and its key.
struct certificate {
  std::filesystem::path key;
  std::filesystem::path file;
};

/// Made by the program openssl, in a folder of the servers' user: PostgreSQL requires to own its key.
[[nodiscard]] certificate make_certificate(workspace const&, interrupted_check const&);

}  // namespace poolprobe::lab
