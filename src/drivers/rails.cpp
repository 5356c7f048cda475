#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "prepared_statements: true (default)", .habit = habit::named_statements},
    {.id = "no-prepared",
     .setting = "prepared_statements: false, or ?prepared_statements=false",
     .habit = habit::simple_query},
};

}  // namespace

/// Names a1, a2, ... from a counter of each connection, so all clients use the same ones.
extern constexpr driver rails{
    .id = "rails",
    .name = "Rails ActiveRecord",
    .language = "Ruby",
    .configs = configs,
    .source =
        "rails/rails v8.1.3.1, activerecord/lib/active_record/connection_adapters/postgresql_adapter.rb",
};

}  // namespace poolprobe::drivers
