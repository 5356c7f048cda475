#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "the parameters go into the text",
     .script = "Q",
     .transaction = {.always = true},
     .proved = "psycopg2 2.9.12"},
    {.id = "autocommit",
     .setting = "autocommit=True",
     .code = "connection.autocommit = True",
     .why = "the same without transaction blocks, as statement mode needs it",
     .script = "Q",
     .proved = "psycopg2 2.9.12"},
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
