// Decoding of messages that we receive, in the pieces in which a server sends them, and of messages that pass
// through.
#include <stdexcept>

#include "bench/own/micro/talk.hpp"
#include "wire/framing.hpp"

namespace poolprobe::bench {
namespace {

constexpr std::size_t piece = 8192;  // PostgreSQL's own buffer (PQ_SEND_BUFFER_SIZE in pqcomm.c)

/// Runs the decoder and reads every row.
void decode(benchmark::State& state) {
  auto const bytes = answers(static_cast<int>(state.range(0)));
  std::size_t messages = 0;
  for (auto _ : state) {
    wire::decoder in;
    messages = 0;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      in.feed(std::string_view(bytes).substr(at, piece));
      while (auto const next = in.next()) {
        ++messages;
        if (next->type == 'D') benchmark::DoNotOptimize(wire::read_row(next->body));
      }
    }
  }
  if (messages != static_cast<std::size_t>(state.range(0)) + 5) throw std::logic_error("not all was decoded");
  count(state, messages, bytes.size());
}

void decode_error(benchmark::State& state) {
  using namespace std::string_literals;
  auto const body =
      "SERROR\0VERROR\0C26000\0Mprepared statement \"s1\" does not exist\0Fprepare.c\0L451\0RFetchPreparedStatement\0\0"s;
  if (!wire::read_error(body)) throw std::logic_error("not an error");
  for (auto _ : state) benchmark::DoNotOptimize(wire::read_error(body));
  count(state, 1, body.size());
}

std::size_t messages_in(wire::framing& by, std::string_view bytes) {
  std::size_t messages = 0;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    by.feed(bytes.substr(at, piece));
    while (by.next()) ++messages;
  }
  return messages;
}

void frame(benchmark::State& state, wire::sender who, std::string const& bytes) {
  wire::framing by(who);
  auto const messages = messages_in(by, bytes);
  for (auto _ : state) benchmark::DoNotOptimize(messages_in(by, bytes));
  if (by.broken()) throw std::logic_error("not framed");
  count(state, messages, bytes.size());
}

void frame_answers(benchmark::State& state) {
  frame(state, wire::sender::server, answers(static_cast<int>(state.range(0))));
}

void frame_requests(benchmark::State& state) {
  frame(state, wire::sender::client, encoded(requests("P(s1) B D(P) E S")));
}

BENCHMARK(decode)->ArgName("rows")->Arg(1)->Arg(100)->Arg(10'000);
BENCHMARK(decode_error);
BENCHMARK(frame_answers)->ArgName("rows")->Arg(1)->Arg(100)->Arg(10'000);
BENCHMARK(frame_requests);

}  // namespace
}  // namespace poolprobe::bench
