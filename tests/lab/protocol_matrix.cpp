#include "lab/protocol_matrix.hpp"

namespace poolprobe::testing {
namespace {

// ok    works                 no    breaks, and nobody gave an SQLSTATE
// pool  breaks 08P01: the pooler refuses it
constexpr std::string_view ok = "works";
constexpr std::string_view pool = "breaks 08P01";
constexpr std::string_view no = "breaks";

}  // namespace

// clang-format off
std::vector<protocol_kind> const& protocol_kinds() {
  static std::vector<protocol_kind> const kinds{
      {"postgres",       {"app"}},
      {"pgbouncer 1.18", {"session", "transaction", "one"}}, {"pgbouncer 1.18", {"statement"}},
      {"pgbouncer 1.24", {"session", "transaction", "one"}}, {"pgbouncer 1.24", {"statement"}},
      {"pgbouncer 1.26", {"session", "transaction", "one"}}, {"pgbouncer 1.26", {"statement"}}};
  return kinds;
}

std::vector<protocol_row> const& protocol_matrix() {
  static std::vector<protocol_row> const rows{
  //                                         1.18         1.24         1.26
  //                                direct   all   stmt   all   stmt   all   stmt
  /* extra_float_digits */ {"PP301", {ok,    pool, pool,  pool, pool,  pool, pool}},
  /* search_path        */ {"PP302", {ok,    pool, pool,  pool, pool,  ok,   ok}},
  /* options            */ {"PP303", {ok,    pool, pool,  ok,   ok,    ok,   ok}},
  /* statement_timeout  */ {"PP304", {ok,    pool, pool,  pool, pool,  pool, pool}},
  /* unknown            */ {"PP305", {ok,    pool, pool,  pool, pool,  pool, pool}},
  /* transaction block  */ {"PP401", {ok,    ok,   pool,  ok,   pool,  ok,   no}},
  /* pipeline           */ {"PP402", {ok,    ok,   ok,    ok,   ok,    ok,   ok}},
  /* large message      */ {"PP403", {ok,    ok,   ok,    ok,   ok,    ok,   ok}},
  /* copy               */ {"PP404", {ok,    ok,   ok,    ok,   ok,    ok,   ok}},
  /* cancel             */ {"PP405", {ok,    ok,   ok,    ok,   ok,    ok,   ok}},
  /* simple query       */ {"PP406", {ok,    ok,   ok,    ok,   ok,    ok,   ok}}};
  return rows;
}
// clang-format on

}  // namespace poolprobe::testing
