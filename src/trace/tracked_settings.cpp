#include "trace/tracked_settings.hpp"

#include <algorithm>
#include <array>

#include "text/ascii.hpp"

namespace poolprobe::trace {
namespace {

template <class List>
bool holds(List const& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(), [name](auto const& each) { return same_letters(each, name); });
}

constexpr std::array<std::string_view, 6> tracked{
    "application_name", "client_encoding", "DateStyle", "IntervalStyle", "standard_conforming_strings",
    "TimeZone"};
constexpr std::array<std::string_view, 4> of_the_login{"user", "database", "replication", "options"};

std::string_view next_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\n"), rest.size()));
  auto const word = rest.substr(0, rest.find_first_of(" \t\n"));
  rest.remove_prefix(word.size());
  return word;
}

}  // namespace

bool is_tracked(std::string_view parameter) { return holds(tracked, parameter); }

bool is_accepted_at_startup(std::string_view parameter) {
  // Names that begin like this are offers of the protocol, which servers may decline.
  return is_tracked(parameter) || holds(of_the_login, parameter) || parameter.starts_with("_pq_.");
}

std::vector<std::string_view> parameters_in_options(std::string_view options) {
  std::vector<std::string_view> names;
  for (auto word = next_word(options); !word.empty(); word = next_word(options)) {
    if (word == "-c") {
      word = next_word(options);
    } else if (word.starts_with("-c") || word.starts_with("--")) {
      word.remove_prefix(2);
    } else {
      continue;
    }
    names.push_back(word.substr(0, word.find('=')));
  }
  return names;
}

}  // namespace poolprobe::trace
