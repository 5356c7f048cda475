// Whole sessions against a server that logs in correctly and whose answers are damaged at random: the program
// must end with a defined exit code, and never find such a server compatible. Each seed repeats the same
// damage.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>

#include "support/run_program.hpp"
#include "support/scripted_server.hpp"

using namespace poolprobe::testing;

namespace {

using random_source = std::mt19937;

std::size_t below(random_source& random, std::size_t limit) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

char any_byte(random_source& random) { return static_cast<char>(below(random, 256)); }

/// Damages the bytes in one of several ways. `bytes` is not empty.
void damage(std::string& bytes, random_source& random) {
  auto const at = below(random, bytes.size());
  switch (below(random, 7)) {
    case 0:
      bytes[at] = any_byte(random);
      break;
    case 1:
      bytes.insert(at, 1, any_byte(random));
      break;
    case 2:
      bytes.erase(at, 1);
      break;
    case 3:
      bytes.resize(at);
      break;
    case 4:
      bytes += bytes;
      break;
    case 5:
      bytes.insert(0, framed_error('E', below(random, 2) == 0 ? "ERROR" : "FATAL", "XX000", "damaged"));
      break;
    default:
      bytes[0] = "123CDEGHIKNRSTVWZcdnstv"[below(random, 23)];
  }
}

/// Mostly right answers; the longer a connection lasts, the more damage it gets.
behaviour damaged(unsigned seed) {
  return accepts_login([seed](conversation& with) {
    random_source random(seed * 1000 + static_cast<unsigned>(with.number()));
    std::string received;
    for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
      received += bytes;
      for (auto const type : take_types(received)) {
        auto answer = plausible_answer(type, "4242");
        auto const whole = answer.size();
        if (!answer.empty() && below(random, 30) == 0) damage(answer, random);
        // Half a message and then silence costs the client a deadline each time, so mostly the connection is
        // closed.
        if (!with.say(answer) || (answer.size() < whole && below(random, 4) != 0)) return;
      }
    }
  });
}

struct fuzzed {
  unsigned seed;
  std::unique_ptr<scripted_server> server;
  std::unique_ptr<running_program> program;
};

fuzzed begin(unsigned seed) {
  auto server = std::make_unique<scripted_server>(damaged(seed));
  auto program = std::make_unique<running_program>(
      invocation{{"check", server->url(), "--timeout", "1", "-v", "-o", seed % 2 == 0 ? "text" : "json"}});
  return {seed, std::move(server), std::move(program)};
}

}  // namespace

TEST_CASE("damaged answers end in a defined exit code, and never in a green one") {
  constexpr unsigned seeds = 64;  // all at once, because they mostly wait
  std::vector<fuzzed> all;
  for (unsigned seed = 1; seed <= seeds; ++seed) all.push_back(begin(seed));
  for (auto const& each : all) {
    auto const run = each.program->wait(std::chrono::seconds(120));
    INFO("seed ", each.seed, ": ", run.err);
    CHECK((run.exit_code == 1 || run.exit_code == 3 || run.exit_code == 4));
  }
}
