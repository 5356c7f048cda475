#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr startup_setting timeouts[] = {{"statement_timeout", "60000"},
                                        {"idle_in_transaction_session_timeout", "60000"}};
constexpr driver_feature features[] = {{.group = feature_group::cursors,
                                        .use = "pool.stream(query)",
                                        .script = "P() B D(P) H E(100) H | C(P) S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "unnamed statements in one Sync; its two timeouts are sent as startup parameters",
     .script = "P() B D(P) E S",
     .connect = "P() B D(P) E S",
     .startup = timeouts,
     .proved = "Slonik 47.3.2",
     .features = features,
     .give_back = "DISCARD ALL"},
    {.id = "no-timeouts",
     .setting = "statementTimeout and idleInTransactionSessionTimeout 'DISABLE_TIMEOUT'",
     .code = "createPool(url, { statementTimeout: 'DISABLE_TIMEOUT', "
             "idleInTransactionSessionTimeout: 'DISABLE_TIMEOUT' })",
     .effect = effect::fixes,
     .why = "no startup parameter is sent; the timeouts are then the database's",
     .script = "P() B D(P) E S",
     .connect = "P() B D(P) E S",
     .features = features,
     .give_back = "DISCARD ALL"},
};

}  // namespace

/// On node-postgres, with a pool of its own that sends DISCARD ALL between two uses.
extern constexpr driver slonik{
    .id = "slonik",
    .name = "Slonik",
    .language = "JavaScript",
    .configs = configs,
    .source =
        "gajus/slonik 47.3.2, packages/pg-driver and "
        "packages/slonik/src/factories/createPoolConfiguration.ts",
    .unknown_key = unknown_key::ignored,
    .note =
        "Its pool sends DISCARD ALL after each query and each transaction, to whatever server connection "
        "comes: "
        "a pooler that does not track statements loses those of other clients by it.",
};

}  // namespace poolprobe::drivers
