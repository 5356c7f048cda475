#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace poolprobe::lab {

/// A temporary folder of ours, removed with the object. The object holds a flock on the folder itself, so a
/// folder whose lock is free belongs to a process that was killed; making a workspace removes all such
/// folders.
class workspace {
 public:
  /// A folder in `parent` that only we and the servers' user can enter, and only we can write to.
  explicit workspace(std::filesystem::path const& parent);
  ~workspace();
  workspace(workspace&&) = delete;

  [[nodiscard]] std::filesystem::path const& path() const { return path_; }
  /// Writes a file that the servers can read, replacing an earlier one.
  [[nodiscard]] std::filesystem::path write(std::string_view name, std::string_view text) const;
  /// Makes a folder that belongs to the servers' user.
  [[nodiscard]] std::filesystem::path make_folder(std::string_view name) const;

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

/// TMPDIR or /tmp; always /tmp where the servers' user cannot enter TMPDIR.
[[nodiscard]] std::filesystem::path temporary_folder();

/// The contents of a file; empty where it cannot be read.
[[nodiscard]] std::string read_file(std::filesystem::path const&);

}  // namespace poolprobe::lab
