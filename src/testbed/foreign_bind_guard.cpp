#include "testbed/foreign_bind_guard.hpp"

#include <fmt/format.h>

namespace poolprobe {

namespace {

constexpr int values = 61;

/// Where the array of all parameters goes. It is no format string: in a dry run a name may have braces.
constexpr std::string_view all_values = "{}";

statement with_values(std::string_view sql, std::string_view remark) {
  auto const filled = [sql](std::string_view list) {
    std::string text(sql);
    return text.replace(text.find(all_values), all_values.size(), fmt::format("array[{}]::text[]", list));
  };
  std::string list = "$1";
  for (int i = 2; i <= values; ++i) list += fmt::format(",${}", i);
  statement result{"", filled(list), std::vector<std::string>(values, "x"), {}};
  if (!remark.empty()) result.sql += fmt::format(" /* {} */", remark);
  result.shown = filled(fmt::format("$1, ..., ${}", values));
  return result;
}

}  // namespace

statement guarded(std::string_view answer, std::string_view remark, std::string_view column) {
  auto const as = column.empty() ? std::string() : fmt::format(" as {}", column);
  return with_values(fmt::format("select '{}'{} where cardinality({{}}) = {}", answer, as, values), remark);
}

statement guarded_refusal(std::string_view table) {
  return with_values(fmt::format("select 1 from {} where cardinality({{}}) = {}", table, values), {});
}

statement guarded_failure(std::string_view remark) {
  return with_values(fmt::format("select 1 / (cardinality({{}}) - {})", values), remark);
}

}  // namespace poolprobe
