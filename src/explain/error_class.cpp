#include "explain/error_class.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "explain/error_tables.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

/// All tables as one, those of an SQLSTATE together, in the order in which the SQLSTATEs come first.
std::vector<error_class> joined() {
  std::vector<error_class> all;
  for (auto const table :
       {server_errors, pgbouncer_errors, supavisor_errors, other_pooler_errors, service_errors}) {
    auto const part = table();
    all.insert(all.end(), part.begin(), part.end());
  }
  std::vector<std::string_view> order;
  for (auto const& e : all) {
    if (std::find(order.begin(), order.end(), e.sqlstate) == order.end()) order.push_back(e.sqlstate);
  }
  auto const place = [&order](error_class const& e) {
    return std::find(order.begin(), order.end(), e.sqlstate);
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](error_class const& a, error_class const& b) { return place(a) < place(b); });
  return all;
}

/// Whether the parts between the "..." of `message` occur in `line` one after the other, with something
/// between them.
bool occurs(std::string_view message, std::string_view line) {
  constexpr std::string_view varies = "...";
  std::size_t at = 0;
  while (!message.empty()) {
    auto const end = std::min(message.find(varies), message.size());
    auto const found = line.find(message.substr(0, end), at);
    if (found == std::string_view::npos) return false;
    at = found + end + (end < message.size() ? 1 : 0);
    message.remove_prefix(std::min(end + varies.size(), message.size()));
  }
  return true;
}

template <class Condition>
std::vector<error_class> where(Condition holds) {
  std::vector<error_class> found;
  auto const all = error_classes();
  std::copy_if(all.begin(), all.end(), std::back_inserter(found), holds);
  return found;
}

}  // namespace

std::span<error_class const> error_classes() {
  static std::vector<error_class> const all = joined();
  return all;
}

std::vector<error_class> errors_of_sqlstate(std::string_view sqlstate) {
  auto const wanted = lower_case(sqlstate);
  return where([&](error_class const& e) { return lower_case(e.sqlstate) == wanted; });
}

std::vector<error_class> errors_in(std::string_view line) {
  auto const said = lower_case(line);
  auto const is_code = fmt::format("({})", trimmed(line, " \t\r\n()[]:"));  // "EMAXCONN" is (EMAXCONN)
  auto found = where(
      [&](error_class const& e) { return e.message == is_code || occurs(lower_case(e.message), said); });
  auto const all = found;
  std::erase_if(found, [&all](error_class const& e) {
    return std::any_of(all.begin(), all.end(), [&e](error_class const& other) {
      return other.message.size() > e.message.size() &&
             other.message.find(e.message) != std::string_view::npos;
    });
  });
  return found;
}

}  // namespace poolprobe
