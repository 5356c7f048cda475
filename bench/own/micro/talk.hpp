#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <vector>

#include "wire/message.hpp"

/// What a client and a server say to each other, as pgbench -S has it.
namespace poolprobe::bench {

inline constexpr std::string_view query = "SELECT abalance FROM pgbench_accounts WHERE aid = $1";

/// The messages of a script in the notation; each Parse and Query has `query`, each Bind one value.
[[nodiscard]] std::vector<wire::request> requests(std::string_view notation);

[[nodiscard]] std::string encoded(std::vector<wire::request> const&);

/// What a server says to P B D E S, with that many rows.
[[nodiscard]] std::string answers(int rows);

/// So many messages of so many bytes in every iteration: both a second are reported.
void count(benchmark::State&, std::size_t messages, std::size_t bytes);

}  // namespace poolprobe::bench
