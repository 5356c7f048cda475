#include "question.hpp"

#include <fmt/format.h>

#include "model/fatal.hpp"
#include "placeholders.hpp"

namespace poolprobe::bench {
namespace {

/// `shape` has `{}` where the value goes.
question with_value(std::string name, std::string_view shape, std::uint32_t values) {
  question made;
  made.name = std::move(name);
  made.sql = fmt::format(fmt::runtime(shape), "$1");
  made.literal = fmt::format(fmt::runtime(shape), question::hole);
  made.values = values;
  return made;
}

}  // namespace

question select1() { return with_value("select1", "select {}::int4", 9'999'999); }

question lookup(std::string const& table) {
  auto made = with_value("lookup", "select value from " + table + " where id = {}", table_rows);
  made.factor = table_factor;
  return made;
}

question update(std::string const& table) {
  auto made =
      with_value("update", "update " + table + " set changes = changes + 1 where id = {}", table_rows);
  made.expected = question::reply::changed;
  return made;
}

question from_text(std::string name, std::string sql, std::vector<std::string> parameters) {
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
  question made;
  made.name = std::move(name);
  made.literal = with_literals(sql, parameters);
  made.sql = std::move(sql);
  made.parameters = std::move(parameters);
  made.expected = question::reply::any;
  return made;
}

}  // namespace poolprobe::bench
