#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <tuple>

#include "lab/lab.hpp"
#include "lab/process.hpp"
#include "lab/workspace.hpp"
#include "model/fatal.hpp"

namespace poolprobe::lab {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

using places = std::vector<fs::path>;

/// One kind of server: how to recognise it, and how to install it.
struct kind {
  std::string_view name;
  std::string_view program;
  std::string_view version_prefix;  ///< how its answer to --version begins; for PgBouncer since 1.9
  std::string_view hint;
};

constexpr kind postgres_kind{
    "PostgreSQL", "postgres", "postgres (PostgreSQL) ",
    "Debian, Ubuntu: apt install postgresql-NN (NN is the version of your release; postgresql brings that "
    "one); "
    "macOS: brew install postgresql; elsewhere: --postgres DIR, the folder that holds initdb"};
constexpr kind pgbouncer_kind{"PgBouncer", "pgbouncer", "PgBouncer ",
                              "Debian, Ubuntu: apt install pgbouncer; macOS: brew install pgbouncer; "
                              "elsewhere: --pgbouncer PATH"};

/// The folders of PATH.
places path_folders() {
  places found;
  char const* const variable = std::getenv("PATH");
  std::string_view rest = variable == nullptr ? "" : variable;
  while (!rest.empty()) {
    auto const folder = rest.substr(0, rest.find(':'));
    if (!folder.empty()) found.emplace_back(folder);
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
  }
  return found;
}

int leading_number(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// Folders in `parent` whose name is `prefix` and a version, the newest first, each with /bin appended.
places versioned(fs::path const& parent, std::string_view prefix) {
  std::vector<std::pair<int, fs::path>> found;
  std::error_code ignored;
  for (auto const& entry : fs::directory_iterator(parent, ignored)) {
    auto const name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    if (int const version = leading_number(std::string_view(name).substr(prefix.size())); version > 0)
      found.emplace_back(version, entry.path() / "bin");
  }
  std::sort(found.rbegin(), found.rend());
  places folders;
  for (auto& [version, folder] : found) folders.push_back(std::move(folder));
  return folders;
}

/// Debian and Ubuntu, the packages of postgresql.org for Red Hat, Homebrew on ARM and on Intel, and a local
/// build.
places postgres_places() {
  auto all = path_folders();
  for (auto const& [parent, prefix] : {std::pair("/usr/lib/postgresql", ""),
                                       {"/usr", "pgsql-"},
                                       {"/opt/homebrew/opt", "postgresql@"},
                                       {"/usr/local/opt", "postgresql@"}})
    std::ranges::move(versioned(parent, prefix), std::back_inserter(all));
  for (char const* fixed : {"/usr/local/pgsql/bin", "/usr/local/bin", "/opt/homebrew/bin"})
    all.emplace_back(fixed);
  return all;
}

places pgbouncer_places() {
  auto all = path_folders();
  for (char const* fixed : {"/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"})
    all.emplace_back(fixed);
  return all;
}

/// The first line of the program's answer to --version; throws when it cannot be run.
std::string ask_version(fs::path const& program) {
  workspace const folder(temporary_folder());
  auto const output = folder.path() / "version";
  if (!run({.program = program, .arguments = {"--version"}, .output = output}, 10s)) return {};
  auto const text = read_file(output);
  return text.substr(0, text.find('\n'));
}

/// "15.20" of "postgres (PostgreSQL) 15.20 (Debian …)", "18" of "… 18beta1"; empty for any other line.
std::string version_of(kind const& what, std::string_view line) {
  if (!line.starts_with(what.version_prefix)) return {};
  line.remove_prefix(what.version_prefix.size());
  auto const number = line.substr(0, line.find_first_not_of("0123456789."));
  return std::string(number.substr(0, number.find_last_not_of('.') + 1));
}

/// A program named by the user; for a folder, the program in it.
found_binary given(kind const& what, fs::path program) {
  std::error_code error;
  if (fs::is_directory(program, error)) program /= what.program;
  program = fs::absolute(program);
  if (!fs::is_regular_file(program, error))
    throw fatal{exit_code::usage, fmt::format("there is no {} at {}", what.name, program.string()),
                std::string(what.hint)};
  auto told = ask_version(program);
  auto version = version_of(what, told);
  if (version.empty())
    throw fatal{exit_code::usage,
                fmt::format("{} does not answer to --version as {} does", program.string(), what.name),
                std::string(what.hint)};
  return {std::move(program), std::move(version), std::move(told)};
}

/// The first program in these folders that answers.
std::optional<found_binary> first_in(kind const& what, places const& folders) {
  for (auto const& folder : folders) {
    std::error_code error;
    if (!fs::is_regular_file(folder / what.program, error)) continue;
    try {
      return given(what, folder / what.program);
    } catch (fatal const&) {
      continue;  // another program of that name, or the servers' user may not run it: try the next
    }
  }
  return std::nullopt;
}

[[noreturn]] void not_found(kind const& what) {
  throw fatal{exit_code::usage,
              fmt::format("there is no {} on this machine, as far as one can see", what.name),
              std::string(what.hint)};
}

}  // namespace

bool found_binary::at_least(int major, int minor) const {
  auto const dot = version.find('.');
  int const own_minor =
      dot == std::string::npos ? 0 : leading_number(std::string_view(version).substr(dot + 1));
  return std::tuple(leading_number(version), own_minor) >= std::tuple(major, minor);
}

found_binary find_postgres(search const& where) {
  places folders;
  if (where.postgres) {
    folders = {fs::absolute(*where.postgres), fs::absolute(*where.postgres / "bin")};
  } else {
    folders = postgres_places();
  }
  // A client package may have some of these programs without the others.
  std::erase_if(folders, [](fs::path const& folder) {
    std::error_code error;
    return !fs::exists(folder / "initdb", error) || !fs::exists(folder / "postgres", error);
  });
  if (where.postgres && folders.empty())
    throw fatal{exit_code::usage,
                fmt::format("there are no initdb and postgres in {}", where.postgres->string()),
                std::string(postgres_kind.hint)};
  auto found = where.postgres ? given(postgres_kind, folders.front()) : first_in(postgres_kind, folders);
  if (!found) not_found(postgres_kind);
  found->path = found->path.parent_path();
  return *found;
}

std::vector<found_binary> find_pgbouncers(search const& where) {
  std::vector<found_binary> found;
  for (auto const& path : where.pgbouncers) found.push_back(given(pgbouncer_kind, path));
  if (!where.pgbouncers.empty()) return found;
  if (auto first = first_in(pgbouncer_kind, pgbouncer_places())) return {*first};
  not_found(pgbouncer_kind);
}

}  // namespace poolprobe::lab
