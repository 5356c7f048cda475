#include "bench/load/try_user_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "bench/load/delayed_target.hpp"
#include "model/fatal.hpp"
#include "wire/connection.hpp"

namespace poolprobe::bench {

using notation::verb;

std::vector<wire::request> unnamed(std::string sql, std::vector<std::string> parameters, verb last) {
  return {{{verb::parse, ""}, std::move(sql), {}},
          {{verb::bind, ""}, {}, std::move(parameters)},
          {{verb::execute, ""}, {}, {}},
          {{last, ""}, {}, {}}};
}

namespace {

/// Whether the statement itself is at fault. The other classes mean that the server or the pooler lacks a
/// resource, shuts down or is busy, or that the statement cannot be in a block.
bool is_its_own_fault(wire::server_error const& error) {
  constexpr std::string_view others[] = {"08", "25", "2D", "40", "53", "55", "57"};
  auto const of = [&error](std::string_view one) { return error.sqlstate.starts_with(one); };
  return error.from_postgres() && std::none_of(std::begin(others), std::end(others), of);
}

}  // namespace

void preflight(target const& where, bench_query const& asked, std::chrono::milliseconds patience) {
  auto on = connect(where, patience);
  auto const ask = [&](std::vector<wire::request> what) {
    return on.talk().exchange(std::move(what), wire::clock::now() + patience);
  };
  auto const begun = ask({{{verb::query, {}}, "begin", {}}});
  if (begun.error || begun.status != wire::ending::complete) return;
  auto const got = ask(unnamed(asked.sql, asked.parameters, verb::sync));
  (void)ask({{{verb::query, {}}, "rollback", {}}});
  if (!got.error || !is_its_own_fault(*got.error)) return;
  throw fatal(exit_code::usage,
              fmt::format("the statement of --query {} fails: {}", asked.name,
                          where.password.redact(got.error->text())),
              "what is to be measured must work by itself; --parameter gives the values of $1, $2, ...");
}

}  // namespace poolprobe::bench
