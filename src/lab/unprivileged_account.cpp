#include "lab/unprivileged_account.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "model/fatal.hpp"

namespace poolprobe::lab {

std::optional<account> server_account() {
  if (geteuid() != 0) return std::nullopt;
  for (char const* name : {"postgres", "nobody"})
    if (auto const* entry = getpwnam(name); entry != nullptr && entry->pw_uid != 0)
      return account{name, entry->pw_uid, entry->pw_gid};
  throw fatal{exit_code::usage, "PostgreSQL and PgBouncer do not run as root, and there is no other user",
              "make a user called postgres, or run this as an ordinary user"};
}

void give_to_server(std::filesystem::path const& path) {
  auto const user = server_account();
  if (user && lchown(path.c_str(), user->uid, user->gid) != 0)
    throw fatal{exit_code::defect, fmt::format("cannot give {} to the user {}: {}", path.string(), user->name,
                                               std::strerror(errno))};
}

}  // namespace poolprobe::lab
