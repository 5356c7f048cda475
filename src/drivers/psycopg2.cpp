#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::simple_query},
};

}  // namespace

/// Puts the parameters into the text and sends Query messages only; there is nothing to set.
extern constexpr driver psycopg2{
    .id = "psycopg2",
    .name = "psycopg2",
    .language = "Python",
    .configs = configs,
    .source = "psycopg/psycopg2 2.9.12, psycopg/pqpath.c",
};

}  // namespace poolprobe::drivers
