#include "trace/sql_effects.hpp"

#include <pg_query.h>

#include <nlohmann/json.hpp>

#include "trace/parse_tree.hpp"

namespace poolprobe::trace {

std::optional<understood_sql> understand(std::string_view sql) {
  auto const parsed = pg_query_parse(std::string(sql).c_str());
  std::optional<understood_sql> result;
  if (parsed.error == nullptr) {
    auto const tree = nlohmann::json::parse(parsed.parse_tree, nullptr, false);
    if (!tree.is_discarded()) result = read_tree(tree);
  }
  pg_query_free_parse_result(parsed);
  return result;
}

std::optional<std::uint64_t> fingerprint(std::string_view sql) {
  auto const made = pg_query_fingerprint(std::string(sql).c_str());
  auto const result = made.error == nullptr ? std::optional(made.fingerprint) : std::nullopt;
  pg_query_free_fingerprint_result(made);
  return result;
}

/// The normaliser returns a text unchanged where it cannot scan it, so the parser must accept the text first.
std::optional<std::string> normalised(std::string_view sql) {
  if (!fingerprint(sql)) return std::nullopt;
  auto const made = pg_query_normalize(std::string(sql).c_str());
  auto const result =
      made.error == nullptr ? std::optional<std::string>(made.normalized_query) : std::nullopt;
  pg_query_free_normalize_result(made);
  return result;
}

}  // namespace poolprobe::trace
