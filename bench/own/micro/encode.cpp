// Encoding of messages that we send.
#include "bench/own/micro/talk.hpp"

namespace poolprobe::bench {
namespace {

void encode(benchmark::State& state, std::string_view notation) {
  auto const messages = requests(notation);
  for (auto _ : state) {
    for (auto const& each : messages) benchmark::DoNotOptimize(wire::encode(each));
  }
  count(state, messages.size(), encoded(messages).size());
}

void encode_copy_data(benchmark::State& state) {
  wire::request const message{
      {notation::verb::copy_data, {}}, {}, {}, std::string(std::size_t(state.range(0)), 'x')};
  for (auto _ : state) benchmark::DoNotOptimize(wire::encode(message));
  count(state, 1, wire::encode(message).size());
}

void encode_startup(benchmark::State& state) {
  std::vector<std::pair<std::string, std::string>> const parameters{
      {"user", "app"}, {"database", "app"}, {"application_name", "micro"}, {"client_encoding", "UTF8"}};
  for (auto _ : state) benchmark::DoNotOptimize(wire::encode_startup(3 << 16, parameters));
  count(state, 1, wire::encode_startup(3 << 16, parameters).size());
}

BENCHMARK_CAPTURE(encode, Q, "Q");
BENCHMARK_CAPTURE(encode, P, "P(s1)");
BENCHMARK_CAPTURE(encode, B, "B(s1)");
BENCHMARK_CAPTURE(encode, D_statement, "D(S s1)");
BENCHMARK_CAPTURE(encode, D_portal, "D(P)");
BENCHMARK_CAPTURE(encode, E, "E");
BENCHMARK_CAPTURE(encode, C_statement, "C(S s1)");
BENCHMARK_CAPTURE(encode, C_portal, "C(P)");
BENCHMARK_CAPTURE(encode, H, "H");
BENCHMARK_CAPTURE(encode, S, "S");
BENCHMARK_CAPTURE(encode, c, "c");
BENCHMARK_CAPTURE(encode, f, "f");
BENCHMARK(encode_copy_data)->Arg(64)->Arg(8192);
BENCHMARK(encode_startup);
BENCHMARK_CAPTURE(encode, flight_P_B_D_E_S, "P(s1) B D(P) E S");
BENCHMARK_CAPTURE(encode, flight_B_E_S, "B(s1) E S");

}  // namespace
}  // namespace poolprobe::bench
