#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <vector>

#include "wire/message.hpp"

/// The messages of a client and a server, as pgbench -S has them.
namespace poolprobe::bench {

inline constexpr std::string_view query = "SELECT abalance FROM pgbench_accounts WHERE aid = $1";

/// The messages of a script in the notation; each Parse and Query gets `query`, each Bind one value.
[[nodiscard]] std::vector<wire::request> requests(std::string_view notation);

[[nodiscard]] std::string encoded(std::vector<wire::request> const&);

/// The server's answer to P B D E S, with that many rows.
[[nodiscard]] std::string answers(int rows);

/// Reports messages and bytes a second; each iteration has this many of each.
void count(benchmark::State&, std::size_t messages, std::size_t bytes);

}  // namespace poolprobe::bench
