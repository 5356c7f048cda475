#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_feature features[] = {
    {.group = feature_group::cursors,
     .use = "connection.cursor(name)",
     .script =
         "Q(DECLARE poolprobe CURSOR WITHOUT HOLD FOR SELECT 1) 4 x [Q(FETCH FORWARD 2 FROM poolprobe)] "
         "Q(CLOSE poolprobe)",
     .in_block = true}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "the parameters go into the text",
     .script = "Q",
     .transaction = {.always = true},
     .proved = "psycopg2 2.9.12",
     .features = features},
    {.id = "autocommit",
     .setting = "autocommit=True",
     .code = "connection.autocommit = True",
     .why = "the same without transaction blocks, as statement mode needs it",
     .script = "Q",
     .proved = "psycopg2 2.9.12",
     .features = features},
};

}  // namespace

/// Never prepares; a transaction block is begun with the first query.
extern constexpr driver psycopg2{
    .id = "psycopg2",
    .name = "psycopg2",
    .language = "Python",
    .configs = configs,
    .source = "psycopg/psycopg2 2.9.12, psycopg/pqpath.c",
    .unknown_key = unknown_key::refused,
    .note = "Named cursors are gone with their transaction, and are lost WITH HOLD.",
};

}  // namespace poolprobe::drivers
