// Ctrl-C and kill -9 at any moment. After Ctrl-C: exit code 130, what was found is written, nothing stays on
// any server. After kill -9 only our prepared statements may stay, and they mislead no later check.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <random>
#include <regex>
#include <thread>

#include "lab/check_json.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::vector<std::string> everything() { return {"--allow-ddl", "--sacrificial"}; }

/// Starts a check of everything and interrupts it after `delay`; shorter runs end by themselves. A check that
/// does not end after an interrupt is killed after a while, which is a failure.
program_result stopped_check(std::string const& url, int signal, std::chrono::microseconds delay) {
  auto arguments = everything();
  arguments.insert(arguments.begin(), {"check", url, "-o", "json"});
  running_program check(invocation{std::move(arguments)});
  std::this_thread::sleep_for(delay);
  check.signal(signal);
  auto result = check.wait();
  if (signal != SIGKILL) CHECK_MESSAGE(result.exit_code != 128 + SIGKILL, "it did not end");
  return result;
}

/// A server to check, its URL for a user, and where to look for what stays on it.
struct place {
  std::string name;
  std::string url;
  std::vector<std::string> pools;  ///< the pools that the inspector visits
  std::string server;
  [[nodiscard]] std::vector<std::string> left_behind() const { return leftovers(pools, server); }
};

/// PostgreSQL itself, and pools of an old and a newer PgBouncer; each with a server of its own.
template <class Use>
void at_each(std::vector<std::string_view> const& pools, Use use) {
  for (std::string const version : {"1.18", "1.24"}) {
    auto const binary = find_server("pgbouncer", version);
    if (!binary) continue;
    lab::postgres const server(any_postgres());
    lab::pgbouncer const pooler(*binary, server);
    std::vector<std::string> urls;
    for (auto const pool : pools) urls.push_back(pooler.url(std::string(pool)));
    for (auto const& url : urls) use(place{version + url.substr(url.rfind('/')), url, urls, server.url()});
  }
  lab::postgres const server(any_postgres());
  use(place{"direct", server.url(), {}, server.url()});
}

/// Moments spread over a whole run and a little more.
class moments {
 public:
  explicit moments(std::string const& url) {
    for (int i = 0; i < 3; ++i) {
      auto const start = std::chrono::steady_clock::now();
      (void)check_json(url, everything());
      run_ = std::min(run_, std::chrono::duration_cast<std::chrono::microseconds>(
                                std::chrono::steady_clock::now() - start));
    }
  }
  [[nodiscard]] std::chrono::microseconds next() {
    return std::chrono::microseconds(std::uniform_int_distribution<long>(0, run_.count() * 11 / 10)(random_));
  }

 private:
  std::chrono::microseconds run_ = std::chrono::microseconds::max();
  std::mt19937_64 random_{std::random_device()()};
};

std::map<std::string, std::string> outcomes(checked const& seen) {
  std::map<std::string, std::string> all{{"exit", std::to_string(seen.exit_code)}};
  for (auto const& f : seen.run.value("findings", nlohmann::json::array()))
    all[f["code"].get<std::string>()] = outcome_of(seen.run, f["code"].get<std::string>());
  return all;
}

/// The difference, as a message for a failure.
std::string differences(std::map<std::string, std::string> const& expected,
                        std::map<std::string, std::string> const& seen) {
  std::string text;
  for (auto const& [code, outcome] : expected) {
    auto const found = seen.find(code);
    auto const now = found == seen.end() ? "missing" : found->second;
    if (now != outcome) text += fmt::format("{}: {} instead of {}; ", code, now, outcome);
  }
  return text;
}

/// The prepared statements of a run, by whatever name.
bool may_stay(std::string const& line) {
  // A text may be 64 KB long (PP403), too long for a regular expression.
  constexpr std::size_t longest_head = 120;
  static std::regex const statement(
      "[0-9]+: statement (poolprobe_[0-9a-f]{16}_[0-9]+|PGBOUNCER_[0-9]+) [\\s\\S]*");
  auto const marked = line.find("/* poolprobe ") != std::string::npos;
  return marked && std::regex_match(line.substr(0, longest_head), statement);
}

}  // namespace

TEST_CASE("an interrupt at any moment leaves nothing behind") {
  at_each({"transaction", "statement", "one"}, [](place const& at) {
    CAPTURE(at.name);
    moments when(at.url);
    int interrupted = 0;
    for (int i = 0; i < 25; ++i) {
      auto const result = stopped_check(at.url, SIGINT, when.next());
      // Before the handler is installed the signal simply ends the process, which has done nothing by then.
      if (result.out.empty()) continue;
      auto const run = nlohmann::json::parse(result.out);
      CHECK(run["verdict"]["exit_code"] == result.exit_code);
      CHECK_MESSAGE(run["residue"].empty(), run["residue"].dump());
      if (result.exit_code == 130) ++interrupted;
    }
    CHECK(interrupted > 6);
    for (auto const& line : at.left_behind()) FAIL_CHECK(line);
  });
}

TEST_CASE("an interrupt at once leaves nothing behind") {
  at_each({"transaction"}, [](place const& at) {
    CAPTURE(at.name);
    for (int i = 0; i < 40; ++i) (void)stopped_check(at.url, SIGINT, std::chrono::microseconds(700 * i));
    for (auto const& line : at.left_behind()) FAIL_CHECK(line);
  });
}

TEST_CASE("an interrupt ends a wait for a pool that gives nothing") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.24"), server);
  auto const result = stopped_check(pooler.url("one"), SIGINT, std::chrono::milliseconds(300));
  CHECK(result.exit_code == 130);
}

TEST_CASE("what is killed at any moment leaves statements at most, and no later check is misled by them") {
  at_each({"transaction"}, [](place const& at) {
    CAPTURE(at.name);
    auto const expected = outcomes(check_json(at.url, everything()));
    CHECK(expected.at("PP101") != "missing");
    moments when(at.url);
    int killed = 0;
    for (int i = 0; i < 50; ++i) {
      auto const result = stopped_check(at.url, SIGKILL, when.next());
      if (result.exit_code != 128 + SIGKILL) continue;
      ++killed;
      auto const later = check_json(at.url, everything());
      CAPTURE(later.exit_code);
      CAPTURE(later.errors);
      CHECK(differences(expected, outcomes(later)) == "");
    }
    CHECK(killed > 10);
    std::map<std::string, int> stayed;
    for (auto const& line : at.left_behind()) {
      auto const what = line.substr(line.find(": ") + 2);
      ++stayed[what.substr(0, what.find(' '))];
      if (!may_stay(line)) FAIL_CHECK(line.substr(0, 300));
    }
    for (auto const& [kind, count] : stayed)
      MESSAGE(at.name << ", " << killed << " kills: " << count << " x " << kind);
  });
}
