#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <string_view>

/// Helpers for tests of the command line: temporary files, and their contents.
namespace poolprobe::testing {

/// A temporary folder, removed with the object.
class scratch_folder {
 public:
  scratch_folder() : path_((std::filesystem::temp_directory_path() / "poolprobe-cli-XXXXXX").string()) {
    REQUIRE(mkdtemp(path_.data()) != nullptr);
  }
  ~scratch_folder() { std::filesystem::remove_all(path_); }
  scratch_folder(scratch_folder const&) = delete;
  scratch_folder& operator=(scratch_folder const&) = delete;

  [[nodiscard]] std::string file(std::string const& name) const { return path_ + "/" + name; }
  [[nodiscard]] std::string const& path() const { return path_; }
  [[nodiscard]] long entries() const {
    return static_cast<long>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::string path_;
};

[[nodiscard]] inline std::string content_of(std::string const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Without the line breaks that the screen width causes.
[[nodiscard]] inline std::string on_one_line(std::string const& text) {
  static std::regex const spaces("\\s+");
  return std::regex_replace(text, spaces, " ");
}

/// Characters, not bytes.
[[nodiscard]] inline long columns_of(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

/// What holds for everything on standard error: lines of at most 80 columns where words allow it, and nothing
/// that could control a terminal.
inline void check_readable(std::string const& text) {
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find('\n', at), text.size());
    auto const line = std::string_view(text).substr(at, end - at);
    auto const is_one_word = line.find(' ', line.find_first_not_of(' ')) == std::string_view::npos;
    CHECK_MESSAGE((columns_of(line) <= 80 || is_one_word), line);
    at = end + 1;
  }
  CHECK(std::none_of(text.begin(), text.end(), [](char c) {
    auto const byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n') || byte == 0x7F;
  }));
}

}  // namespace poolprobe::testing
