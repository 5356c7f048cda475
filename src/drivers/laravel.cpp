#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr statement_names names{naming::per_connection, "pdo_stmt_{:08x}", 1};
constexpr retry_rule retry{"42P05", "Q(DEALLOCATE {})", true};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .since = "PHP 8.4 with libpq 17",
     .why = "PDO's: each query names a statement, from a counter of the connection",
     .script = "P({}) S | B D(P) E S | C(S) S",
     .names = names,
     .retry = retry,
     .holds_for = {"PHP", "8.4", ""},
     .holds_also = {"libpq", "17", ""}},
    {.id = "old",
     .setting = "default (PHP before 8.4, or libpq before 17)",
     .why = "the same, and dropped by SQL; in a block that error ends the transaction, and commit does not "
            "tell",
     .script = "P({}) S | B D(P) E S Q(DEALLOCATE {})",
     .names = names,
     .release = {statement_release::when::in_script, "Q(DEALLOCATE {})", false},
     .retry = retry,
     .holds_for = {"PHP", "", "8.4"},
     .holds_also = {"libpq", "", "17"},
     .generation_of = ""},
    {.id = "emulate",
     .setting = "ATTR_EMULATE_PREPARES",
     .code = "config/database.php: 'options' => [PDO::ATTR_EMULATE_PREPARES => true]",
     .effect = effect::fixes,
     .why = "the parameters go into the text; booleans then arrive as numbers",
     .script = "Q"},
};

}  // namespace

/// Sends what PDO sends.
extern constexpr driver laravel{
    .id = "laravel",
    .name = "Laravel (Eloquent)",
    .language = "PHP",
    .configs = configs,
    .source = "laravel/framework v13.26.1, src/Illuminate/Database/Connectors/Connector.php",
    .unknown_key = unknown_key::ignored,
};

}  // namespace poolprobe::drivers
