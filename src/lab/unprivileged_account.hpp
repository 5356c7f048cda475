#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace poolprobe::lab {

/// The unprivileged user that the servers run as.
struct account {
  std::string name;
  uid_t uid;
  gid_t gid;
};

/// Nothing unless we are root: then `postgres` where that user exists, else `nobody`. PostgreSQL ("root
/// execution of the PostgreSQL server is not permitted") and PgBouncer ("running as root") refuse root.
[[nodiscard]] std::optional<account> server_account();

/// Gives a file or folder (not what is in it) to that user; does nothing where we run as ourselves.
void give_to_server(std::filesystem::path const&);

}  // namespace poolprobe::lab
