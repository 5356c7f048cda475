#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view split = "P() H S | D(S) H S | B H E H S";

constexpr driver_feature features[] = {
    {.group = feature_group::cursors,
     .use = "DECLARE in a block, as its README says",
     .script = "Q(DECLARE poolprobe SCROLL CURSOR FOR SELECT 1) 3 x [Q(FETCH FORWARD 2 FROM poolprobe)] "
               "Q(CLOSE poolprobe)",
     .in_block = true}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "three Syncs for each query, outside a block as well",
     .script = split,
     .transaction = {.commit = split, .rollback = split, .always = true},
     .proved = "pg8000 1.31.5",
     .features = features},
    {.id = "autocommit",
     .setting = "autocommit=True",
     .code = "connection.autocommit = True",
     .effect = effect::trap,
     .why = "without a block the unnamed statement is parsed, described and executed in three transactions; "
            "nothing fixes that",
     .script = split,
     .transaction = {.commit = split, .rollback = split},
     .proved = "pg8000 1.31.5",
     .features = features},
    {.id = "native",
     .setting = "pg8000.native",
     .code = "pg8000.native.Connection(user).run(sql)",
     .effect = effect::trap,
     .why =
         "no block is begun: the unnamed statement is parsed, described and executed in three transactions; "
         "a block of the program's own holds them together",
     .script = split,
     .transaction = {},
     .proved = "pg8000 1.31.5",
     .features = features},
};

}  // namespace

/// Unnamed, but split over three Syncs: only in a transaction block do they run on one server connection.
extern constexpr driver pg8000{
    .id = "pg8000",
    .name = "pg8000",
    .language = "Python",
    .configs = configs,
    .source = "tlocke/pg8000 651c6c3 (2025-07), src/pg8000/core.py",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
