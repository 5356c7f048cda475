#include "survey/observe.hpp"

#include "testbed/pending.hpp"

namespace poolprobe {

/// Parse under a name, then look the text up in pg_prepared_statements on the same server connection. The
/// catalogue view holds the name that reached the server: PgBouncer makes it PGBOUNCER_n (PgBouncer,
/// include/prepare.h), Odyssey odyssey_pstmt_n, PgCat PGCAT_n, PgDog __pgdog_n, Supavisor sv_….
void observe_server_name(testbed& on, signals& seen) {
  auto& a = on.client("A");
  auto const mark = on.named("select 'which name reached the server'");
  auto const parsed = a.post("P({}) H", mark);
  auto const found =
      a.run("P() B E S",
            testbed::unnamed("select name from pg_prepared_statements where statement = $1", {mark.sql}));
  if (!parsed.receive().ok() || !found.ok() || !found.value()) return;
  seen.sent_name = mark.name;
  seen.server_name = found.value();
}

}  // namespace poolprobe
