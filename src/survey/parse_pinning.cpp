// Whether the pooler keeps a client on its server connection from its first Parse on. RDS Proxy does, and
// logs "A parse message was detected" (brianc/node-postgres#2326; Amazon RDS User Guide, "Avoiding pinning an
// RDS Proxy"). All our steps parse, so such a pool looks like session mode to them; simple queries show that
// it is not.
#include "model/product.hpp"
#include "survey/observe.hpp"
#include "survey/product_rules.hpp"
#include "survey/signal_predicates.hpp"
#include "wire/number.hpp"

namespace poolprobe {
namespace {

constexpr int turns = 3;

std::optional<int> simple_backend(client& who) {
  auto const told = who.run_unasked("Q", testbed::unnamed("select pg_backend_pid()"));
  return told.ok() && told.value() ? wire::read_number<int>(*told.value()) : std::nullopt;
}

/// Whether two clients that are both connected are answered on one server connection.
bool share_one(client& a, client& b) {
  for (int i = 0; i < turns; ++i) {
    auto const of_a = simple_backend(a);
    auto const of_b = simple_backend(b);
    if (!of_a || !of_b) return false;
    if (of_a == of_b) return true;
  }
  return false;
}

/// Whether A, which has parsed, has a server connection that B never gets, however often both ask.
bool has_its_own(client& a, client& b) {
  auto const its = a.run("S").backend;
  for (int i = 0; i < turns; ++i) {
    auto const of_b = simple_backend(b);
    if (!its || !of_b || of_b == its || a.run("S").backend != its) return false;
  }
  return true;
}

/// Poolers whose source says that they pin no client for a Parse.
bool is_known_not_to(std::string const& product) {
  return product == product::pgbouncer || product == product::odyssey || product == product::pgpool;
}

}  // namespace

void observe_parse_pinning(testbed& on, signals& seen) {
  auto const looks_dedicated = seen.pool_facts.how == forced_switch::result::never_taken;
  if (!looks_dedicated || looks_direct(seen) || seen.announced || seen.query_refusal) return;
  if (is_known_not_to(product_of(seen))) return;
  for (auto const* label : {"A", "B", "C"}) on.disconnect(label);
  auto& a = on.client("A");
  auto& b = on.client("B");
  seen.pins_at_parse = share_one(a, b) && has_its_own(a, b);
}

}  // namespace poolprobe
