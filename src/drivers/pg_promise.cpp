#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "the parameters go into the text",
     .script = "Q",
     .proved = "pg-promise 12.7.1"},
    {.id = "prepared",
     .setting = "PreparedStatement",
     .code = "db.one(new PreparedStatement({ name: 'find-user', text, values }))",
     .effect = effect::trap,
     .why = "names the statement as the program says, in every process alike",
     .script = "P({}) B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"}},
};

}  // namespace

/// On node-postgres, but it formats the values itself.
extern constexpr driver pg_promise{
    .id = "pg-promise",
    .name = "pg-promise",
    .language = "JavaScript",
    .configs = configs,
    .source = "vitaly-t/pg-promise 12.7.1, lib/query.js",
    .unknown_key = unknown_key::ignored,
    .text_read_by = "node-postgres",
};

}  // namespace poolprobe::drivers
