#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "connection_text/assigned_text.hpp"
#include "connection_text/find_target.hpp"
#include "conninfo/setting.hpp"

namespace poolprobe {
namespace {

constexpr char const* ways_hint =
    "give it as argument, with --url-env NAME or --url-file PATH, or in DATABASE_URL or libpq's own PGHOST, "
    "PGPORT, "
    "PGDATABASE, PGUSER, PGSERVICE; see poolprobe --help";

std::string environment(std::string const& name) {
  char const* value = std::getenv(name.c_str());
  return value == nullptr ? std::string{} : std::string{value};
}

bool libpq_is_told_where() {
  constexpr std::array<char const*, 6> names{"PGHOST",    "PGHOSTADDR", "PGPORT",
                                             "PGSERVICE", "PGDATABASE", "PGUSER"};
  return std::any_of(names.begin(), names.end(), [](char const* name) { return !environment(name).empty(); });
}

target from_environment(target_request const& request) {
  auto const& name = *request.url_env;
  // "--url-env $DATABASE_URL" hands over the value where the name was meant.
  constexpr std::string_view name_characters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  if (name.empty() || name.find_first_not_of(name_characters) != std::string::npos) {
    refuse(fmt::format("{} takes the name of an environment variable, not its value", request.env_option),
           fmt::format("as in {} DATABASE_URL", request.env_option));
  }
  auto const text = environment(name);
  if (text.empty()) refuse(fmt::format("the environment variable {} is not set, or empty", name));
  return parse_target(text, fmt::format("environment variable {}", name), request.driver);
}

/// All of a small stream; connection texts are short, and what is longer is some other file.
std::string read_all(std::istream& in, std::string const& source) {
  constexpr std::streamsize most = std::streamsize{64} * 1024;
  std::string text(static_cast<std::size_t>(most) + 1, '\0');
  in.read(text.data(), most + 1);
  if (in.bad() || (in.gcount() == 0 && !in.eof())) refuse(fmt::format("cannot read {}", source));
  if (in.gcount() > most) refuse(fmt::format("{} is longer than 64 KiB: no connection text", source));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

/// Checks that a file has one line, or that one of its variables has a connection text.
std::string only_text(std::string_view text, std::string const& source) {
  constexpr char const* hint = "it must hold one connection text";
  auto const inner = without_comment_lines(text);
  if (inner.empty()) refuse(fmt::format("{} is empty", source), hint);
  if (inner.find('\n') != std::string_view::npos && variables_with_connection_text(inner).empty())
    refuse(fmt::format("{} has more than one line", source), hint);
  return std::string{text};
}

target from_file(target_request const& request) {
  auto const& path = *request.url_file;
  if (path == "-")
    return parse_target(only_text(read_all(std::cin, "standard input"), "standard input"), "standard input",
                        request.driver);
  if (path.find("://") != std::string::npos || path.find('=') != std::string::npos) {
    refuse("--url-file takes a path, not the connection text", "the text itself goes without --url-file");
  }
  auto const source = fmt::format("file {}", path);
  std::ifstream file{path, std::ios::binary};
  if (!file) refuse(fmt::format("cannot read {}", source));
  return parse_target(only_text(read_all(file, source), source), source, request.driver);
}

}  // namespace

target find_target(target_request const& request) {
  auto const given = int{request.argument.has_value()} + int{request.url_env.has_value()} +
                     int{request.url_file.has_value()};
  if (given > 1)
    refuse("more than one connection text", "give the argument, --url-env or --url-file, not several");
  if (request.argument) return parse_target(*request.argument, "argument", request.driver);
  if (request.url_env) return from_environment(request);
  if (request.url_file) return from_file(request);
  if (auto const text = environment("DATABASE_URL"); !text.empty())
    return parse_target(text, "DATABASE_URL", request.driver);
  if (libpq_is_told_where()) return environment_target("libpq environment");
  refuse("there is no connection text", ways_hint);
}

}  // namespace poolprobe
