#include "lab/cluster.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstdlib>
#include <optional>
#include <system_error>

#include "lab/server.hpp"
#include "lab/unprivileged_account.hpp"
#include "model/fatal.hpp"

namespace poolprobe::lab {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

/// Raise this when the result of make_new() changes, so that templates of older versions are not used.
constexpr int layout = 2;

/// Every database is 300 files to copy at each start, and the number of files is what takes time (above all
/// on an ext4 without journal, which avoids recently deleted files): so there are two databases, not four.
constexpr std::string_view roles_and_databases = R"(CREATE ROLE app LOGIN;
ALTER DATABASE postgres RENAME TO app;
ALTER DATABASE app OWNER TO app;
UPDATE pg_database SET datistemplate = false WHERE datname = 'template0';
DROP DATABASE template0;
)";

constexpr auto tool_patience = 60s;

/// Runs one of PostgreSQL's programs; throws with the end of its output when it fails.
void run_tool(command const& what, interrupted_check const& interrupted) {
  if (!run(what, tool_patience, interrupted))
    throw fatal{exit_code::defect,
                fmt::format("{} failed{}", what.program.string(), last_lines(read_file(what.output)))};
}

void make_new(workspace const& folder, found_binary const& binary, fs::path const& data,
              interrupted_check const& interrupted) {
  // A small WAL segment makes the template 15 MB smaller.
  run_tool({.program = binary.path / "initdb",
            .arguments = {"-D", data.string(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
                          "--no-sync", "--wal-segsize=1"},
            .output = folder.path() / "initdb.log"},
           interrupted);
  run_sql(folder, binary, data, roles_and_databases, {}, interrupted);
}

/// The folder for things kept from run to run; nothing where there is none.
std::optional<fs::path> cache_folder() {
  if (char const* const given = std::getenv("POOLPROBE_CACHE"); given != nullptr && *given != '\0')
    return fs::absolute(given);
  if (server_account()) return "/var/cache/poolprobe";
  if (char const* const xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg == '/')
    return fs::path(xdg) / "poolprobe";
  if (char const* const home = std::getenv("HOME"); home != nullptr && *home == '/')
    return fs::path(home) / ".cache" / "poolprobe";
  return std::nullopt;
}

/// The name of a template: the server's full version text, in characters that suit a file name.
std::string template_name(found_binary const& binary) {
  std::string name;
  for (char const c : binary.version_line.empty() ? binary.version : binary.version_line) {
    bool const plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '+';
    if (plain || (!name.empty() && name.back() != '-')) name += plain ? c : '-';
  }
  while (name.ends_with('-')) name.pop_back();
  return fmt::format("{}-layout-{}", name, layout);
}

/// Copies the contents of a folder into an existing one; permissions are kept.
void copy_tree(fs::path const& from, fs::path const& to, bool for_server) {
  for (auto const& entry : fs::recursive_directory_iterator(from)) {
    auto const target = to / entry.path().lexically_relative(from);
    if (entry.is_directory()) {
      fs::create_directory(target, entry.path());
    } else {
      fs::copy_file(entry.path(), target);
    }
    if (for_server) give_to_server(target);
  }
}

/// Keeps a copy of the cluster, complete or not at all. Several processes may do this at once: the rename of
/// the second fails, because the target exists and is not empty.
void keep(fs::path const& data, fs::path const& kept) try {
  std::error_code ignored;
  fs::create_directories(kept.parent_path(), ignored);
  workspace const staging(kept.parent_path());
  auto const copy = staging.path() / "data";
  fs::create_directory(copy, data);
  copy_tree(data, copy, false);
  fs::rename(copy, kept, ignored);
} catch (fs::filesystem_error const&) {  // the next start is slow again; nothing else is lost
} catch (fatal const&) {
}

}  // namespace

fs::path make_cluster(workspace const& folder, found_binary const& binary,
                      interrupted_check const& interrupted) {
  auto data = folder.make_folder("data");
  auto const cache = cache_folder();
  auto const kept = cache.value_or("") / "clusters" / template_name(binary);
  std::error_code error;
  if (cache && fs::exists(kept / "PG_VERSION", error)) try {
      copy_tree(kept, data, true);
      return data;
    } catch (fs::filesystem_error const& failure) {
      throw fatal{exit_code::usage, fmt::format("cannot copy the kept cluster: {}", failure.what()),
                  fmt::format("make room in {}, or remove {}", folder.path().string(), kept.string())};
    }
  make_new(folder, binary, data, interrupted);
  if (cache) keep(data, kept);
  return data;
}

void run_sql(workspace const& folder, found_binary const& binary, fs::path const& data, std::string_view sql,
             std::vector<std::string> const& arguments, interrupted_check const& interrupted) {
  command what{.program = binary.path / "postgres",
               .arguments = {"--single", "-F", "-D", data.string(), "-c", "exit_on_error=on"},
               .output = folder.path() / "sql.log",
               .input = folder.write("commands.sql", sql)};
  what.arguments.insert(what.arguments.end(), arguments.begin(), arguments.end());
  what.arguments.emplace_back("template1");
  run_tool(what, interrupted);
}

}  // namespace poolprobe::lab
