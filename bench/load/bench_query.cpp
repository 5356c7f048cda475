#include "bench/load/bench_query.hpp"

#include <fmt/format.h>

#include "bench/load/sql_placeholders.hpp"
#include "model/fatal.hpp"

namespace poolprobe::bench {
namespace {

/// `shape` has `{}` where the value goes.
bench_query with_value(std::string name, std::string_view shape, std::uint32_t values) {
  bench_query made;
  made.name = std::move(name);
  made.sql = fmt::format(fmt::runtime(shape), "$1");
  made.literal = fmt::format(fmt::runtime(shape), bench_query::hole);
  made.values = values;
  return made;
}

}  // namespace

bench_query select1() { return with_value("select1", "select {}::int4", 9'999'999); }

bench_query lookup(std::string const& table) {
  auto made = with_value("lookup", "select value from " + table + " where id = {}", table_rows);
  made.factor = table_factor;
  return made;
}

bench_query update(std::string const& table) {
  auto made =
      with_value("update", "update " + table + " set changes = changes + 1 where id = {}", table_rows);
  made.expected = bench_query::reply::changed;
  return made;
}

bench_query from_text(std::string name, std::string sql, std::vector<std::string> parameters) {
  auto const last = sql.find_last_not_of(" \t\r\n;");
  sql.erase(last == std::string::npos ? 0 : last + 1);
  if (sql.empty()) {
    throw fatal(exit_code::usage, fmt::format("there is no statement in {}", name),
                "a query file holds one SQL statement, with $1, $2, ... for --parameter");
  }
  auto const asked = highest_placeholder(sql);
  if (asked != parameters.size()) {
    throw fatal(exit_code::usage,
                fmt::format("{} has {} parameters, and --parameter gives {}", name, asked, parameters.size()),
                "give --parameter once for each, in the order $1, $2, ...");
  }
  bench_query made;
  made.name = std::move(name);
  made.literal = with_literals(sql, parameters);
  made.sql = std::move(sql);
  made.parameters = std::move(parameters);
  made.expected = bench_query::reply::any;
  return made;
}

}  // namespace poolprobe::bench
