// A client may have as many prepared statements as it likes. PgBouncer keeps max_prepared_statements of them
// on a server connection (doc/config.md; 200 by default), and must prepare again, unseen, what it dropped.
#include <fmt/format.h>

#include "probes/probes.hpp"
#include "testbed/pending.hpp"

namespace poolprobe {
namespace {

constexpr int one_too_many = 201;

}  // namespace

probe_result statement_limit(testbed& on) {
  auto& c = on.client("C");
  std::vector<statement> all;
  all.reserve(one_too_many);
  for (int i = 0; i < one_too_many; ++i) all.push_back(on.named(fmt::format("select {}", 1000 + i)));
  auto const parsed = c.post_each("P({})", all, "H");  // H: all on one server connection
  auto const first = c.post("B({}) E S", all.front());
  (void)c.post_each("C(S {})", all, "S").receive();
  auto const prepared = parsed.receive();
  if (!prepared.ok()) return on.expect(prepared).accepted().otherwise({});
  return on.expect(first.receive())
      .row("1000")
      .otherwise(
          {{"26000", outcome::breaks}, {"08P01", outcome::breaks, "prepared statement did not exist"}});
}

}  // namespace poolprobe
