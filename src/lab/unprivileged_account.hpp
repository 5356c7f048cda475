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

/// Nothing unless we are root; then the user `postgres` where it exists, else `nobody`. PostgreSQL ("root
/// execution of the PostgreSQL server is not permitted") and PgBouncer ("running as root") refuse root.
[[nodiscard]] std::optional<account> server_account();

/// Gives a file or folder (not its contents) to that user; does nothing where we run as ourselves.
void give_to_server(std::filesystem::path const&);

}  // namespace poolprobe::lab
