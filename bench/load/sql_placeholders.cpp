#include "bench/load/sql_placeholders.hpp"

#include <algorithm>
#include <utility>

#include "bench/load/sql_tokens.hpp"

namespace poolprobe::bench {
namespace {

struct placeholder {
  std::size_t begin, end, number;
};

/// A token that begins with $ and a digit is a parameter: the tag of a dollar quote has no digit in front.
std::vector<placeholder> placeholders_in(std::string_view sql) {
  constexpr std::size_t most = 65'535;  // the protocol counts parameters in 16 bits
  std::vector<placeholder> all;
  for (auto const [begin, end] : tokens_in(sql)) {
    if (sql[begin] != '$') continue;
    std::size_t number = 0;
    for (auto const c : sql.substr(begin + 1, end - begin - 1)) {
      if (c < '0' || c > '9') break;
      number = std::min(most, number * 10 + static_cast<std::size_t>(c - '0'));
    }
    if (number > 0) all.push_back({begin, end, number});
  }
  return all;
}

std::string quoted(std::string_view value) {
  std::string text = value.find('\\') == std::string_view::npos ? "'" : " E'";
  for (auto const c : value) {
    if (c == '\'' || c == '\\') text.push_back(c);
    text.push_back(c);
  }
  return text + "'";
}

}  // namespace

std::size_t highest_placeholder(std::string_view sql) {
  std::size_t highest = 0;
  for (auto const& p : placeholders_in(sql)) highest = std::max(highest, p.number);
  return highest;
}

std::string with_literals(std::string_view sql, std::vector<std::string> const& values) {
  std::string text;
  std::size_t done = 0;
  for (auto const& p : placeholders_in(sql)) {
    text.append(sql.substr(done, p.begin - done)).append(quoted(values.at(p.number - 1)));
    done = p.end;
  }
  return text.append(sql.substr(done));
}

}  // namespace poolprobe::bench
