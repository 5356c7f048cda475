#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// What the driver does with a URL key that no driver is known to have.
enum class unknown_keys {
  refuse,
  ignore,
};

/// What follows the prefix.
enum class form {
  url,         ///< user:password@host:port/database?keys
  semicolons,  ///< libpq's keys and values, with semicolons between
  keywords,    ///< libpq's keys and values, with spaces between; there is no prefix
  npgsql,      ///< Npgsql's keys and values; the prefix is part of them
};

/// One way to write a connection text; the columns are where they differ.
struct dialect {
  std::string_view prefix;  ///< up to and including "://"
  std::string_view driver;  ///< id in the catalogue; empty when the prefix does not tell
  poolprobe::unknown_keys unknown_keys = unknown_keys::refuse;
  bool plus_is_space = false;          ///< in query values, as in HTML forms
  bool login_in_front = true;          ///< user:password@ may stand before the host
  std::string_view default_host = {};  ///< where libpq would take the local socket; empty: as libpq
  poolprobe::form form = form::url;
};

/// All dialects; the first prefix that fits is meant.
[[nodiscard]] std::span<dialect const> all_dialects();

/// The dialect that `text` is written in, or null.
/// Npgsql's is never found so: see looks_like_npgsql.
[[nodiscard]] dialect const* find_dialect(std::string_view text);

/// libpq's URLs, for where there is no text at all.
[[nodiscard]] dialect const& plain_dialect();
/// libpq's own pairs: text without any prefix.
[[nodiscard]] dialect const& keyword_dialect();
[[nodiscard]] dialect const& npgsql_dialect();

}  // namespace poolprobe
