// The cost of each message that passes through `poolprobe trace`. Items are the messages of both sides; for
// the message log they are those of the client, and its bytes are those that it writes.
#include "bench/own/micro/talk.hpp"
#include "trace/traffic_observer.hpp"
#include "wire/framing.hpp"

namespace poolprobe::bench {
namespace {

std::size_t messages_in(wire::sender who, std::string_view bytes) {
  wire::framing by(who);
  std::size_t messages = 0;
  for (by.feed(bytes); by.next();) ++messages;
  return messages;
}

/// A client that sends the same request again and again, without waiting.
void watch(benchmark::State& state, std::string_view notation, bool written) {
  std::size_t written_bytes = 0;
  trace::traffic_options options;
  if (written) options.messages = [&](std::string const& lines) { written_bytes += lines.size(); };
  trace::traffic_observer by(options);
  by.open(1, wire::encode_startup(3 << 16, {{"user", "app"}, {"database", "app"}}));
  by.from_server(1, wire::framed('R', std::string(4, '\0')) + wire::framed('Z', "I"));

  auto const asked = encoded(requests(notation));
  auto const answered = answers(1);
  for (auto _ : state) {
    by.from_client(1, asked);
    by.from_server(1, answered);
  }
  benchmark::DoNotOptimize(written_bytes);
  count(state, messages_in(wire::sender::client, asked) + messages_in(wire::sender::server, answered),
        asked.size() + answered.size());
}

void message_log(benchmark::State& state, bool details) {
  std::size_t written_bytes = 0;
  trace::message_log by(1, details, [&](std::string const& lines) { written_bytes += lines.size(); });
  by.ready('I', true);
  auto const messages = requests("P(s1) B D(P) E S");
  for (auto _ : state) {
    for (auto const& each : messages) by.sent(each.message, each.sql, false);
    by.ready('I', true);
  }
  count(state, messages.size(), written_bytes / static_cast<std::size_t>(state.iterations()));
}

BENCHMARK_CAPTURE(watch, P_B_D_E_S, "P() B D(P) E S", false);
BENCHMARK_CAPTURE(watch, P_B_D_E_S_written, "P() B D(P) E S", true);
BENCHMARK_CAPTURE(message_log, P_B_D_E_S, false);
BENCHMARK_CAPTURE(message_log, P_B_D_E_S_details, true);

}  // namespace
}  // namespace poolprobe::bench
