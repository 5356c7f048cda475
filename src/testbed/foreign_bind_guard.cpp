#include "testbed/foreign_bind_guard.hpp"

#include <fmt/format.h>

namespace poolprobe {

statement guarded(std::string_view answer, std::string_view remark) {
  static constexpr int values = 61;
  auto const sql = [answer](std::string_view list) {
    return fmt::format("select '{}' where cardinality(array[{}]::text[]) = {}", answer, list, values);
  };
  std::string list = "$1";
  for (int i = 2; i <= values; ++i) list += fmt::format(",${}", i);
  statement result{"", sql(list), std::vector<std::string>(values, "x"), {}};
  if (!remark.empty()) result.sql += fmt::format(" /* {} */", remark);
  result.shown = sql(fmt::format("$1, ..., ${}", values));
  return result;
}

}  // namespace poolprobe
