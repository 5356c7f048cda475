// Times the whole program on real servers, each time several times over.
//
//   build/release/bench/durations          checks on the loopback and at 50 ms, and the start of a lab
//   build/release/bench/durations 20 100   checks at these round-trip times only, in ms
//
// The servers: tests/lab/poolers.sh > build/release/servers.txt
#include "bench/own/check_and_lab_durations.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>
#include <vector>

namespace poolprobe::bench {

namespace {

std::optional<std::chrono::milliseconds> as_round_trip(std::string_view word) {
  constexpr int most = 10'000;
  int ms = 0;
  auto const [end, failed] = std::from_chars(word.begin(), word.end(), ms);
  if (failed != std::errc() || end != word.end() || ms < 0 || ms > most) return std::nullopt;
  return std::chrono::milliseconds(ms);
}

}  // namespace
}  // namespace poolprobe::bench

int main(int count, char** words) {
  using namespace poolprobe::bench;
  std::vector<std::chrono::milliseconds> round_trips;
  for (int i = 1; i < count; ++i) {
    auto const given = as_round_trip(words[i]);
    if (!given) {
      std::fprintf(stderr, "usage: durations [ROUND-TRIP-MS]...\n");
      return 2;
    }
    round_trips.push_back(*given);
  }
  for (auto const& each : round_trips) print_check_durations(each);
  if (count > 1) return 0;
  print_check_durations(std::chrono::milliseconds(0));
  print_check_durations(std::chrono::milliseconds(50));
  print_lab_duration();
}
