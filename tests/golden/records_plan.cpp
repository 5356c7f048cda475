#include "golden/records.hpp"

namespace poolprobe::golden {

plan listed() {
  plan all;
  all.tool = direct().tool;
  all.target = direct().target;
  all.parts = {
      {"",
       "survey",
       {},
       {},
       {},
       {{"A", "connect", {}},
        {"A", "2 x [P() B E] S",
         "select 41 + 1; select coalesce(host(a.client_addr), ''), inet_client_port()", true},
        {"B", "P() B E H", {}, true},
        {"B", "S", {}},
        {"", "startup(options=--poolprobe_{run}=1)", {}},
        {"console", "connect(database=pgbouncer)", {}},
        {"console", "Q", "show version"},
        {"console", "close", {}}}},
      {"PP102",
       "prepared/lost-statement",
       {},
       {},
       {},
       {{"A", "P(poolprobe_{run}_5) S", "select 41 + 1", true}, {"A", "B(poolprobe_{run}_5) E S", {}, true}}},
      {"PP205", "session/temp-table", "creates a temporary table; to run it, give --allow-ddl", {}, {}, {}},
      {"PP208",
       "session/set-local",
       {},
       {},
       "client B got closed the connection",
       {{"A", "P() B E S", "begin", true}}},
      {"PP302",
       "startup/search-path",
       {},
       {},
       {},
       {{"C", "startup(search_path={answer}, poolprobe_{run}_6)", {}}, {"C", "close", {}}}},
      {"PP405", "protocol/cancel", {}, {}, {}, {{"A", "cancel", {}}}},
      {"",
       "pgx",
       {},
       {},
       {},
       {{"A", "P(stmtcache_{run}) D(S) S", "select case $1 when 1 then 'asked by both' end", true},
        {"A", "B(stmtcache_{run}) D(P) E S", {}, true}}},
      {"", "pgx:exec", {}, "pgx does not work", {}, {{"A", "P() B D(P) E S", "select 41 + 1", true}}},
      {"", "pgx:twin", "sends the same as one that is listed before", "pgx does not work", {}, {}},
      {"", "clean-up", {}, {}, {}, {{"A", "1 x [P() B E] H", "{answer}"}, {"A", "close", {}}}}};
  all.cost.connections = 4;
  all.cost.peak_connections = 3;
  return all;
}

}  // namespace poolprobe::golden
