#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace poolprobe::bench {

/// The query of every operation. Most carry a value that changes from one operation to the next and that the
/// answer must repeat, so an answer that belongs to another client is noticed.
struct bench_query {
  /// The form of the right answer.
  enum class reply {
    row,      ///< one row of one column: the value times `factor`
    changed,  ///< no row; one was changed ("UPDATE 1")
    any,      ///< rows that are not known beforehand
  };

  std::string name;                     ///< "select1", "lookup", "update", or the name of a file
  std::string sql;                      ///< with parameters, $1
  std::string literal;                  ///< the same SQL with `hole` where the value goes
  std::vector<std::string> parameters;  ///< of a query from a file; empty where there is a value
  std::string mark;                     ///< a comment at the end of statements that get a name
  reply expected = reply::row;
  std::uint32_t values = 0;  ///< the value is one of 1..values; 0: there is none
  std::uint64_t factor = 1;

  /// Values are written with this many digits, so that a message keeps its length.
  static constexpr int digits = 7;
  static constexpr std::string_view hole = "0000000";
};

/// Rows of the table for `lookup` and `update`; row n holds n times `table_factor`.
inline constexpr std::uint32_t table_rows = 100'000;
inline constexpr std::uint64_t table_factor = 7;

/// Returns the value: the least work for the server.
[[nodiscard]] bench_query select1();
/// Reads a row by its primary key.
[[nodiscard]] bench_query lookup(std::string const& table);
/// Changes a row, found by its primary key.
[[nodiscard]] bench_query update(std::string const& table);
/// A statement of the user's, with the values of its parameters as text. Throws `fatal{usage}` when it is
/// empty or has another number of parameters.
[[nodiscard]] bench_query from_text(std::string name, std::string sql, std::vector<std::string> parameters);

}  // namespace poolprobe::bench
