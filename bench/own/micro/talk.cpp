#include "bench/own/micro/talk.hpp"

#include <fmt/format.h>

namespace poolprobe::bench {
namespace {

using namespace std::string_literals;

/// One column "abalance" of type int4 (OID 23), of no table, in text format.
std::string const columns =
    "\0\1"s + "abalance\0"s + "\0\0\0\0\0\0"s + "\0\0\0\27"s + "\0\4\377\377\377\377\0\0"s;

std::string row_of(int number) {
  auto const value = std::to_string(number);
  return "\0\1\0\0\0"s + static_cast<char>(value.size()) + value;
}

}  // namespace

std::vector<wire::request> requests(std::string_view notation) {
  std::vector<wire::request> all;
  for (auto& step : notation::parse_notation(notation)) {
    auto const has_text = step.verb == notation::verb::parse || step.verb == notation::verb::query;
    auto const has_values = step.verb == notation::verb::bind;
    all.push_back({std::move(step), std::string(has_text ? query : ""),
                   has_values ? std::vector<std::string>{"84231"} : std::vector<std::string>()});
  }
  return all;
}

std::string encoded(std::vector<wire::request> const& messages) {
  std::string bytes;
  for (auto const& each : messages) bytes += wire::encode(each);
  return bytes;
}

std::string answers(int rows) {
  auto bytes = wire::framed('1', "") + wire::framed('2', "") + wire::framed('T', columns);
  for (int i = 0; i < rows; ++i) bytes += wire::framed('D', row_of(i));
  return bytes + wire::framed('C', fmt::format("SELECT {}", rows) + '\0') + wire::framed('Z', "I");
}

void count(benchmark::State& state, std::size_t messages, std::size_t bytes) {
  auto const times = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(times * static_cast<std::int64_t>(messages));
  state.SetBytesProcessed(times * static_cast<std::int64_t>(bytes));
}

}  // namespace poolprobe::bench
