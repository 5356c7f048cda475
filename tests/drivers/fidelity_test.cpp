// What real drivers send equals what the catalogue says, message for message.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "drivers/driver.hpp"
#include "drivers/engine/expected_program_messages.hpp"
#include "drivers/recorded_traffic.hpp"
#include "lab/lab.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::string set;  ///< which of install.sh's sets is meant, the first argument

constexpr auto right_answers =
    "ready\nok 2\nok 3\nok 4\nok 5\nok 6\nok 7\nok 8\nok 3\nok 4\nok 5\nok 6\nok 7\nok 8\nok 9\nok 4\nok 5\n"
    "error ";

/// Some drivers do not expose the SQLSTATE.
bool are_right(std::string const& answers) {
  if (!answers.starts_with(right_answers)) return false;
  auto const error = answers.substr(std::string_view(right_answers).size());
  return error.starts_with("22012 ") || error.starts_with("- division by zero");
}

/// Statements closed at the end may be closed in any order.
void sort_last_closes(std::vector<std::string>& lines) {
  auto first = lines.end();
  while (first != lines.begin() && (first - 1)->starts_with("C(S ")) --first;
  std::sort(first, lines.end());
}

std::vector<std::string> claimed(driver_choice const& choice) {
  std::vector<std::string> lines;
  auto config = *choice.config;
  constexpr std::string_view before = "Q(", after = ")";
  auto const& asks = config.connect;
  auto const is_query = asks.starts_with(before) && asks.find(after) == asks.size() - 1;
  if (is_query && sent_beside(choice.driver->id, asks.substr(2, asks.size() - 3)) != nullptr)
    config.connect = {};
  for (auto const& part : expected_program_messages(config)) {
    lines.insert(lines.end(), part.lines.begin(), part.lines.end());
  }
  return lines;
}

/// Both texts next to each other, from the first difference on.
std::string difference(std::vector<std::string> const& claimed, std::vector<std::string> const& seen) {
  std::string told;
  for (std::size_t i = 0; i < std::max(claimed.size(), seen.size()); ++i) {
    auto const left = i < claimed.size() ? claimed[i] : "-";
    auto const right = i < seen.size() ? seen[i] : "-";
    if (left != right) told += fmt::format("\n  {:>3}  catalogue {:<40} driver {}", i + 1, left, right);
  }
  return told;
}

/// Such a configuration can only be seen to be refused (forced_switch_test.cpp).
bool refused_by_server(driver_config const& config) {
  return std::any_of(config.startup.begin(), config.startup.end(),
                     [](startup_setting const& s) { return !s.is_setting; });
}

}  // namespace

TEST_CASE("real drivers send what the catalogue says") {
  lab::postgres const server(any_postgres());
  for (auto const& proof : proofs_of(set)) {
    CAPTURE(proof.id());
    auto const known = find_driver(proof.id());
    REQUIRE(known.config != nullptr);
    if (refused_by_server(*known.config)) continue;
    CHECK_MESSAGE(known.config->proved.find(program_or_skip(proof).version) != std::string_view::npos,
                  proof.id(), " says it was seen with ", known.config->proved);
    auto const seen = record(proof, server.url());
    CHECK_MESSAGE(are_right(seen.answers), seen.answers);
    auto said = claimed(known), sent = with_placeholders(seen.lines, known.config->names);
    if (known.config->release.after_block) {
      sort_last_closes(said);
      sort_last_closes(sent);
    }
    auto const differs = difference(said, sent);
    CHECK_MESSAGE(differs.empty(), proof.id(), differs);
  }
}

TEST_CASE("what no driver here was seen to send is said to be from sources") {
  for (auto const& driver : all_drivers()) {
    for (auto const& config : driver.configs) {
      auto const was_seen = is_proved(driver.id, config.id) && !refused_by_server(config);
      CHECK_MESSAGE(config.proved.empty() != was_seen, driver.id, ":", config.id);
    }
  }
}

int main(int count, char** arguments) {
  if (count > 1) set = arguments[1];
  doctest::Context context;
  return context.run();
}
