#pragma once

#include "drivers/engine/driver_config.hpp"

/// What all configurations on psycopg 3 share, whatever framework is above it.
namespace poolprobe::drivers::psycopg {

/// A query is named when it is executed for the sixth time.
inline constexpr std::string_view promoted =
    "5 x [P() B D(P) E S] then P({}) S | B D(P) E S afterwards B D(P) E S";
inline constexpr std::string_view at_once = "P({}) S | B D(P) E S afterwards B D(P) E S";
inline constexpr std::string_view unnamed = "P() B D(P) E S";
inline constexpr statement_names names{naming::per_connection, "_pg3_{}", 0};
/// With the hundred and first statement the first one goes: by Close from psycopg 3.2 on a libpq that has it.
inline constexpr statement_release close{statement_release::when::evicted, "C(S {}) S"};
inline constexpr statement_release deallocate{statement_release::when::evicted, "Q(DEALLOCATE {})"};

inline constexpr std::string_view named_batch =
    "P({}) B D(P) E B D(P) E B D(P) E S afterwards B D(P) E B D(P) E B D(P) E S";
inline constexpr std::string_view unnamed_batch = "P() B D(P) E P() B D(P) E P() B D(P) E S";

/// The configuration as it is from psycopg 3.2 on with libpq 17 or later. `of` names statements.
constexpr driver_config newest_generation(driver_config of) {
  of.release = close;
  of.holds_for = {"psycopg", "3.2", ""};
  of.holds_also = {"libpq", "17", ""};
  return of;
}

/// The generation before it, on an older psycopg (from `from` on) or libpq. `setting` and `why` are its own
/// words.
constexpr driver_config older_generation(driver_config of, std::string_view id, std::string_view setting,
                                         std::string_view why, std::string_view from = {}) {
  of.generation_of = of.id;
  of.id = id;
  of.setting = setting;
  of.effect = effect::trap;
  of.why = why;
  of.release = deallocate;
  of.proved = {};
  of.source = "psycopg/psycopg/_connection_base.py; psycopg#589, #773";
  of.holds_for = {"psycopg", from, "3.2"};
  of.holds_also = {"libpq", "", "17"};
  return of;
}

inline constexpr std::string_view why_promoted =
    "the hundred and first statement deallocates the first by SQL, which a pooler's own names defeat";
inline constexpr std::string_view why_at_once =
    "prepares at the first execution, and deallocates the first of 101 statements by SQL";

}  // namespace poolprobe::drivers::psycopg
