#include "cli/report_outputs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "cli/terminal.hpp"
#include "model/fatal.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"

namespace poolprobe {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (auto const& r : all_renderers()) names.emplace_back(r.name);
  return names;
}

output read_specification(std::string_view text) {
  auto const equals = text.find('=');
  output planned;
  planned.format = find_renderer(text.substr(0, equals));
  if (planned.format == nullptr) {
    auto const name = text.substr(0, equals);
    auto const meant = did_you_mean(nearest_of(name, format_names()));
    throw fatal(
        exit_code::usage, naming("-o names a format that does not exist:", name),
        fmt::format("{}{}formats: {}", meant, meant.empty() ? "" : " ", fmt::join(format_names(), ", ")));
  }
  if (equals == std::string_view::npos) return planned;
  planned.file = text.substr(equals + 1);
  if (planned.file.empty())
    throw fatal(exit_code::usage, "-o FORMAT= needs a file name", "write -o FORMAT=FILE");
  if (planned.file == "-") planned.file.clear();
  return planned;
}

/// A device or pipe is written into; only a regular file can be replaced.
bool is_special(fs::path const& file) {
  std::error_code ignored;
  return fs::exists(file, ignored) && !fs::is_regular_file(file, ignored);
}

[[noreturn]] void exists_already(std::string const& file) {
  throw fatal(exit_code::usage, file + " exists already", "--overwrite replaces it");
}

[[noreturn]] void not_writable(std::string const& file) {
  throw fatal(exit_code::usage, file + " cannot be written", "check the folder and its permissions");
}

void check_writable(std::string const& file, bool overwrite) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) throw fatal(exit_code::usage, file + " is a folder", "-o FORMAT=FILE");
  if (is_special(file)) return;
  if (fs::exists(file, ignored) && !overwrite) exists_already(file);
  auto const folder = fs::path(file).parent_path();
  if (access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) != 0) not_writable(file);
}

bool write_whole(int fd, std::string_view text) {
  while (!text.empty()) {
    auto const written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void write_special(std::string const& file, std::string_view text) {
  auto const fd = open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  auto const written = fd >= 0 && write_whole(fd, text);
  if (fd >= 0) close(fd);
  if (!written) not_writable(file);
}

/// Under another name first, then moved into place; without `overwrite` the move refuses to replace.
void write_file(std::string const& file, std::string_view text, bool overwrite) {
  auto temporary = file + ".XXXXXX";
  auto const fd = mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) not_writable(file);
  auto const mask = umask(0);
  umask(mask);
  auto done = write_whole(fd, text) && fchmod(fd, 0666 & ~mask) == 0 && fsync(fd) == 0;
  done = close(fd) == 0 && done;
  auto const move = [&] {
    return overwrite ? rename(temporary.c_str(), file.c_str()) : link(temporary.c_str(), file.c_str());
  };
  auto const moved = done && move() == 0;
  auto const taken = done && !moved && errno == EEXIST;
  if (!moved || !overwrite) unlink(temporary.c_str());
  if (taken) exists_already(file);
  if (!moved) not_writable(file);
}

}  // namespace

std::vector<output> plan_outputs(std::vector<std::string> const& specifications, bool overwrite) {
  std::vector<output> planned;
  for (auto const& text : specifications) planned.push_back(read_specification(text));
  if (planned.empty()) planned.push_back({find_renderer("text"), {}});
  auto const to_stdout = [](output const& o) { return o.file.empty(); };
  if (std::count_if(planned.begin(), planned.end(), to_stdout) > 1) {
    throw fatal(exit_code::usage, "only one format can go to standard output",
                "give the others a file: -o json=FILE");
  }
  for (auto const& o : planned) {
    if (!o.file.empty()) check_writable(o.file, overwrite);
  }
  return planned;
}

rendering as_report(run_record const& run) {
  return
      [&run](renderer const& format, render_options const& options) { return format.render(run, options); };
}

rendering as_report(run_set const& all) {
  return [&all](renderer const& format, render_options const& options) {
    return format.render_runs(all, options);
  };
}

std::vector<output> without_screen(std::vector<output> planned) {
  std::erase_if(planned, [](output const& o) { return o.file.empty() && o.format->name == "text"; });
  return planned;
}

void write_outputs(std::vector<output> const& planned, rendering const& as, render_options const& screen,
                   bool overwrite) {
  for (auto const& o : planned) {
    auto options = screen;
    if (!o.file.empty())
      options = {.ascii = screen.ascii, .verbose = screen.verbose, .in_full = screen.in_full};
    auto const text = as(*o.format, options);
    if (o.file.empty()) {
      write_stdout(text);
    } else if (is_special(o.file)) {
      write_special(o.file, text);
    } else {
      write_file(o.file, text, overwrite);
    }
  }
}

}  // namespace poolprobe
