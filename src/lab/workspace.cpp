#include "lab/workspace.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include "lab/unprivileged_account.hpp"
#include "model/fatal.hpp"

namespace poolprobe::lab {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view prefix = "poolprobe-lab-";

/// Opens and locks a folder of ours; -1 when it belongs to another user, is in use, or no longer exists.
int lock_folder(fs::path const& path) {
  int const fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return -1;
  struct stat opened = {}, named = {};
  // The name is looked up again because a sweep may have removed the folder before we got the lock.
  if (fstat(fd, &opened) == 0 && opened.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
      lstat(path.c_str(), &named) == 0 && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev)
    return fd;
  close(fd);
  return -1;
}

void sweep(fs::path const& parent) {
  std::error_code ignored;
  for (auto const& entry : fs::directory_iterator(parent, ignored)) {
    if (!entry.path().filename().string().starts_with(prefix)) continue;
    int const lock = lock_folder(entry.path());
    if (lock < 0) continue;
    fs::remove_all(entry.path(), ignored);
    close(lock);
  }
}

/// True when other users may pass through every folder down to this one.
bool open_to_others(fs::path path) {
  std::error_code error;
  path = fs::canonical(path, error);
  for (; !error; path = path.parent_path()) {
    if ((fs::status(path, error).permissions() & fs::perms::others_exec) == fs::perms::none) return false;
    if (path == path.root_path()) return !error;
  }
  return false;
}

}  // namespace

workspace::workspace(fs::path const& parent) {
  sweep(parent);
  while (lock_ < 0) {  // ends at the first try unless another lab sweeps at this very moment
    auto name = (parent / prefix).string() + "XXXXXX";
    if (mkdtemp(name.data()) == nullptr)
      throw fatal{exit_code::usage,
                  fmt::format("cannot make a folder in {}: {}", parent.string(), std::strerror(errno)),
                  "set TMPDIR to a folder you can write to"};
    lock_ = lock_folder(name);
    path_ = name;
  }
  if (auto const user = server_account())
    if (chown(path_.c_str(), 0, user->gid) != 0 || chmod(path_.c_str(), 0750) != 0)
      throw fatal{exit_code::defect,
                  fmt::format("cannot open {} to the user {}", path_.string(), user->name)};
}

workspace::~workspace() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  close(lock_);
}

fs::path workspace::write(std::string_view name, std::string_view text) const {
  auto path = path_ / name;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  std::error_code error;
  fs::permissions(path, fs::perms(0644), error);
  if (!file || error) throw fatal{exit_code::usage, fmt::format("cannot write {}", path.string())};
  return path;
}

fs::path workspace::make_folder(std::string_view name) const {
  auto path = path_ / name;
  if (mkdir(path.c_str(), 0700) != 0)
    throw fatal{exit_code::usage, fmt::format("cannot make {}: {}", path.string(), std::strerror(errno))};
  give_to_server(path);
  return path;
}

fs::path temporary_folder() {
  std::error_code error;
  auto const wanted = fs::temp_directory_path(error);
  if (error) return "/tmp";
  return !server_account() || open_to_others(wanted) ? fs::absolute(wanted) : fs::path("/tmp");
}

std::string read_file(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace poolprobe::lab
