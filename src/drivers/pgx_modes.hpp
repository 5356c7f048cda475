#pragma once

#include "drivers/engine/driver_config.hpp"

/// pgx v5's query modes, which every library on it has too. Source: jackc/pgx v5.10.0, conn.go.
namespace poolprobe::drivers::pgx_modes {

inline constexpr transaction_control blocks{.reports_rollback = true};

/// The default: every query is prepared under a hash of its text.
inline constexpr driver_config cache_statement{.id = "",
                                               .setting = "default_query_exec_mode=cache_statement (default)",
                                               .why = "every query is prepared under a hash of its text",
                                               .script = "P({}) D(S) S | B E S afterwards B E S",
                                               .names = {naming::hash, "stmtcache_{}"},
                                               .transaction = blocks,
                                               .release = {statement_release::when::evicted, "C(S {}) S"}};

/// From 5.8.0 on a name whose Parse failed is closed before it is parsed again.
constexpr driver_config since_5_8(driver_config of) {
  of.failed_parse.before_next = "C(S {}) S";
  of.holds_for = {"pgx", "5.8", ""};
  return of;
}

/// The generation before it. `setting` is its own words.
constexpr driver_config before_5_8(driver_config of, std::string_view id, std::string_view setting) {
  of.generation_of = of.id;
  of.id = id;
  of.setting = setting;
  of.why = "a name whose Parse failed is parsed again as it is";
  of.holds_for = {"pgx", "5", "5.8"};
  return of;
}

inline constexpr driver_config exec{.id = "exec",
                                    .setting = "default_query_exec_mode=exec",
                                    .url = "postgres://...?default_query_exec_mode=exec",
                                    .since = "pgx v5.0",
                                    .effect = effect::fixes,
                                    .why = "no statement is named, one Sync for each query",
                                    .script = "P() B D(P) E S",
                                    .transaction = blocks};

inline constexpr driver_config cache_describe{
    .id = "cache-describe",
    .setting = "default_query_exec_mode=cache_describe",
    .url = "postgres://...?default_query_exec_mode=cache_describe",
    .since = "pgx v5.0",
    .effect = effect::fixes,
    .why = "descriptions are kept, statements are not: parsed again with every Bind",
    .script = "P() D(S) S | P() B D(P) E S afterwards P() B D(P) E S",
    .transaction = blocks};

inline constexpr driver_config describe_exec{
    .id = "describe-exec",
    .setting = "default_query_exec_mode=describe_exec",
    .url = "postgres://...?default_query_exec_mode=describe_exec",
    .since = "pgx v5.0",
    .effect = effect::trap,
    .why = "the unnamed statement is parsed and bound in different Syncs, which no pooler supports",
    .script = "P() D(S) S | B E S",
    .transaction = blocks};

}  // namespace poolprobe::drivers::pgx_modes
