// A message may be as long as its length field allows (protocol, "Message Overview"): a pooler must pass on
// messages that do not fit its buffers (PgBouncer, doc/config.md, pkt_buf: 4096 bytes).
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

constexpr std::size_t statement_bytes = std::size_t{64} << 10;
constexpr std::size_t parameter_bytes = std::size_t{1} << 20;
/// The time that a slow network may need. A message cut off in the middle costs the pool a server connection.
constexpr std::chrono::seconds patience{10};

probe_result observe(testbed& on) {
  auto& c = on.client("C");
  auto const padding = std::string(statement_bytes, 'x');
  auto text = on.named(fmt::format("select 42 /* {} */", padding));
  text.shown = "select 42 /* 64 KB of x */";
  auto const value =
      testbed::unnamed("select length($1::text) -- of 1 MB", {std::string(parameter_bytes, 'x')});
  auto seen = on.expect(c.run("P({}) B E S", text, patience)).row("42").otherwise({});
  if (seen.outcome != outcome::works) return seen;
  // Not sent together with the first: a pooler that gives the server connection back after that one would do
  // so in the middle of this message (PgBouncer 1.18 does), and harm the next client on that server
  // connection.
  return on.expect(c.run("P() B E S", value, patience)).row(std::to_string(parameter_bytes)).otherwise({});
}

}  // namespace

extern constexpr probe large_message{
    .code = "PP403",
    .id = "protocol/large-message",
    .feature = "large messages",
    .requirement = "long statements and large parameters arrive whole",
    .holds = "large messages pass",
    .fails = "large messages do not pass",
    .fixes = broken_fixes,
    .needs = needs::one_client,
    .side_effects = side_effects::nothing,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
