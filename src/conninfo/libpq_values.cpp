#include "conninfo/libpq_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "text/nearest.hpp"
#include "text/static_string_list.hpp"
#include "text/typed_word.hpp"

namespace poolprobe {
namespace {

struct parameter_words {
  std::string_view key;
  std::span<std::string_view const> words;
};

constexpr parameter_words rows[] = {
    {"sslmode", list_of<"disable", "allow", "prefer", "require", "verify-ca", "verify-full">},
    {"target_session_attrs",
     list_of<"any", "read-write", "read-only", "primary", "standby", "prefer-standby">},
    {"channel_binding", list_of<"disable", "prefer", "require">},
    {"gssencmode", list_of<"disable", "prefer", "require">},
    {"sslcertmode", list_of<"disable", "allow", "require">},
    {"sslnegotiation", list_of<"postgres", "direct">},
    {"load_balance_hosts", list_of<"disable", "random">},
    {"ssl_min_protocol_version", list_of<"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3">},
    {"ssl_max_protocol_version", list_of<"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3">},
};

}  // namespace

std::span<std::string_view const> words_of_parameter(std::string_view key) {
  auto const* const found = std::find_if(std::begin(rows), std::end(rows),
                                         [key](parameter_words const& row) { return row.key == key; });
  return found == std::end(rows) ? std::span<std::string_view const>() : found->words;
}

fatal unknown_value(std::string_view key, std::string_view value) {
  auto const words = words_of_parameter(key);
  std::vector<std::string> const known(words.begin(), words.end());
  auto const is_close = !nearest(value, known).empty();
  auto const meant = is_close ? did_you_mean(nearest_of(value, known)) : std::string();
  auto const what = fmt::format(
      "{} does not take {}", key,
      meant.empty() ? "the value that it has in the connection text" : fmt::format("\"{}\"", value));
  if (known.empty())
    return {
        exit_code::usage, what,
        "PostgreSQL's documentation, chapter \"Database Connection Control Functions\", lists what it takes"};
  auto const all = fmt::format("{} takes {}", key, fmt::join(known, ", "));
  return {exit_code::usage, what, meant.empty() ? all : fmt::format("{} {}", meant, all)};
}

}  // namespace poolprobe
