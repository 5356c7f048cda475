#include "lab/matrix.hpp"

namespace poolprobe::testing {
namespace {

constexpr std::array<std::string_view, 7> probes{"PP101", "PP102", "PP103", "PP104",
                                                 "PP105", "PP201", "PP406"};

// The words of a row, short enough to read the table as one.
constexpr std::string_view ok = "works";
constexpr std::string_view dup = "breaks 42P05";
constexpr std::string_view lost = "breaks 26000";
constexpr std::string_view wrong = "wrong_answer";
constexpr std::string_view leak = "leaks";
constexpr std::string_view open = "unknown";

constexpr std::string_view yes = "supported";
constexpr std::string_view no = "unsupported";

constexpr std::string_view v118 = "< 1.20";
constexpr std::string_view v124 = ">= 1.23, < 1.26";
constexpr std::string_view v126 = "1.26.1";

// clang-format off
constexpr cell cells[] = {
    // server            pool          exit product      version pool mode      prepared  101  102   103    104    105 201   406
    {"postgres 15",     "app",           0, "none",      "",     "none",        yes,     {ok,  ok,   ok,    ok,    ok, ok,   ok}},
    {"postgres 17",     "app",           0, "none",      "",     "none",        yes,     {ok,  ok,   ok,    ok,    ok, ok,   ok}},
    {"postgres 18",     "app",           0, "none",      "",     "none",        yes,     {ok,  ok,   ok,    ok,    ok, ok,   ok}},

    {"pgbouncer 1.18",  "transaction",   1, "pgbouncer", v118,   "transaction", no,      {dup, lost, wrong, wrong, ok, leak, ok}},
    {"pgbouncer 1.18",  "statement",     1, "pgbouncer", v118,   "statement",   no,      {dup, lost, wrong, wrong, ok, leak, ok}},
    {"pgbouncer 1.18",  "session",       0, "pgbouncer", v118,   "session",     yes,     {ok,  ok,   ok,    ok,    ok, ok,   ok}},
    {"pgbouncer 1.18",  "one",           1, "pgbouncer", v118,   "transaction", no,      {dup, open, open,  wrong, ok, leak, ok}},

    {"pgbouncer 1.24",  "transaction",   0, "pgbouncer", v124,   "transaction", yes,     {ok,  ok,   ok,    wrong, ok, leak, ok}},
    {"pgbouncer 1.24",  "statement",     0, "pgbouncer", v124,   "statement",   yes,     {ok,  ok,   ok,    wrong, ok, leak, ok}},
    {"pgbouncer 1.24",  "session",       0, "pgbouncer", v124,   "session",     yes,     {ok,  ok,   ok,    ok,    ok, ok,   ok}},
    {"pgbouncer 1.24",  "one",           4, "pgbouncer", v124,   "transaction", yes,     {ok,  open, open,  wrong, ok, leak, ok}},

    {"pgbouncer 1.26",  "transaction",   0, "pgbouncer", v126,   "transaction", yes,     {ok,  ok,   ok,    wrong, ok, leak, ok}},
    {"pgbouncer 1.26",  "statement",     0, "pgbouncer", v126,   "statement",   yes,     {ok,  ok,   ok,    wrong, ok, leak, ok}},
    {"pgbouncer 1.26",  "session",       0, "pgbouncer", v126,   "session",     yes,     {ok,  ok,   ok,    ok,    ok, ok,   ok}},
    {"pgbouncer 1.26",  "one",           4, "pgbouncer", v126,   "transaction", yes,     {ok,  open, open,  wrong, ok, leak, ok}},
};
// clang-format on

}  // namespace

std::span<std::string_view const> matrix_probes() { return probes; }
std::span<cell const> matrix() { return cells; }

}  // namespace poolprobe::testing
