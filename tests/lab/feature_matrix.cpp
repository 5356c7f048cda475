#include "lab/feature_matrix.hpp"

#include <algorithm>

namespace poolprobe::testing {
namespace {

constexpr auto yes = published::yes;
constexpr auto never = published::never;
constexpr auto if_tracked = published::if_tracked;

/// A known difference between a probe's result and the published row.
struct difference {
  std::string_view code;
  std::string_view series = {};  ///< PgBouncers of that version; "" for all
  std::vector<kind> kinds = {};  ///< pools of these kinds; none for all
};

std::vector<kind> const tracking{kind::tracking_transaction, kind::tracking_one, kind::tracking_in_turn,
                                 kind::tracking_reset};

// clang-format off
std::vector<feature> const rows{
    // row                              session transaction
    {"Startup parameters",              yes,    yes,        {"PP206", "PP301", "PP302", "PP303", "PP304", "PP305"}},
    {"SET/RESET",                       yes,    never,      {"PP201"}},
    {"LISTEN",                          yes,    never,      {"PP203"}},
    {"NOTIFY",                          yes,    yes,        {}},
    {"WITHOUT HOLD CURSOR",             yes,    yes,        {"PP207"}},
    {"WITH HOLD CURSOR",                yes,    never,      {"PP204"}},
    {"Protocol-level prepared plans",   yes,    if_tracked, {"PP101", "PP102", "PP103", "PP104", "PP106"}},
    {"PREPARE / DEALLOCATE",            yes,    never,      {"PP109", "PP110"}},
    {"ON COMMIT DROP temp tables",      yes,    yes,        {}},  // the first half of PP205
    {"PRESERVE/DELETE ROWS temp tables", yes,   never,      {"PP205"}},
    {"Cached plan reset",               yes,    yes,        {"PP112"}},
    {"LOAD statement",                  yes,    never,      {}},
    {"Session-level advisory locks",    yes,    never,      {"PP202"}},
};

std::vector<difference> const known{
    // Everything is cleared after each transaction, prepared statements included, so the names are free
    // again.
    {"PP101", "", {kind::plain_reset}},
    // The unnamed statement is not tracked.
    {"PP104", "", tracking},
    // Close and Parse do not reach the server.
    {"PP112", "", tracking},
    // The row means the parameters that PgBouncer tracks. It never tracks these,
    {"PP301"}, {"PP304"}, {"PP305"},
    // and these not yet in that version.
    {"PP302", "1.18"}, {"PP302", "1.24"},
    {"PP303", "1.18"},
    // Before PostgreSQL 18 the server does not report search_path: once reset it is not set again, and in
    // transaction mode a client may get that of another client.
    {"PP302", "1.26"},
};
// clang-format on

bool is_plain(kind k) {
  return k == kind::plain_transaction || k == kind::plain_one || k == kind::plain_in_turn ||
         k == kind::plain_reset;
}

/// What the table claims for a cell.
bool promised(feature const& f, cell const& in) {
  auto const value = in.pool_mode == "session" ? f.session : f.transaction;
  return value == yes || (value == if_tracked && !is_plain(in.kind));
}

std::string_view series_of(cell const& in) {
  auto const all = servers();
  return std::find_if(all.begin(), all.end(), [&in](auto const& s) { return s.name == in.server; })->series;
}

}  // namespace

std::span<feature const> feature_matrix() { return rows; }

bool is_published(cell const& in) { return in.pool_mode == "session" || in.pool_mode == "transaction"; }

bool differs(feature const& f, cell const& in, std::string_view code) {
  auto const seen = expected_outcome(in, code);
  return seen != "unknown" && (seen == "works") != promised(f, in);
}

bool is_known_difference(cell const& in, std::string_view code) {
  return std::any_of(known.begin(), known.end(), [&](difference const& d) {
    return d.code == code && (d.series.empty() || d.series == series_of(in)) &&
           (d.kinds.empty() || std::find(d.kinds.begin(), d.kinds.end(), in.kind) != d.kinds.end());
  });
}

bool has_known_differences(std::string_view code) {
  return std::any_of(known.begin(), known.end(), [code](auto const& d) { return d.code == code; });
}

}  // namespace poolprobe::testing
