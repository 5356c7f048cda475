#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view named = "P({}) S | B D(P) E S Q(DEALLOCATE {})";
constexpr statement_names names{naming::per_connection, "pdo_stmt_{:08x}", 1};
constexpr retry_rule retry{"42P05", "Q(DEALLOCATE {})", true};

/// Outside a block, with every setting.
constexpr driver_feature features[] = {
    {.group = feature_group::cursors,
     .use = "prepare(query, [PDO::ATTR_CURSOR => PDO::CURSOR_SCROLL])",
     .script = "Q(DECLARE pdo_crsr SCROLL CURSOR WITH HOLD) Q(FETCH FORWARD 0) Q(FETCH NEXT) Q(CLOSE)",
     .probe = "PP204"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .since = "PHP 8.4 with libpq 17",
     .why = "each prepare() names a statement, from a counter of the connection; a name that is in use is "
            "deallocated and taken",
     .script = "P({}) S | B D(P) E S | C(S) S",
     .names = names,
     .retry = retry,
     .features = features,
     .holds_for = {"PHP", "8.4", ""},
     .holds_also = {"libpq", "17", ""}},
    {.id = "old",
     .setting = "default (PHP before 8.4, or libpq before 17)",
     .why = "the same, and dropped by SQL",
     .script = named,
     .names = names,
     .release = {statement_release::when::in_script, "Q(DEALLOCATE {})", false},
     .retry = retry,
     .proved = "PHP 8.2.36 with libpq 15",
     .features = features,
     .holds_for = {"PHP", "", "8.4"},
     .holds_also = {"libpq", "", "17"},
     .generation_of = ""},
    {.id = "emulate",
     .setting = "ATTR_EMULATE_PREPARES",
     .code = "new PDO($dsn, $user, $password, [PDO::ATTR_EMULATE_PREPARES => true])",
     .effect = effect::fixes,
     .why = "the parameters go into the text",
     .script = "Q",
     .proved = "PHP 8.2.36 with libpq 15",
     .features = features},
    {.id = "no-prepares",
     .setting = "PGSQL_ATTR_DISABLE_PREPARES",
     .code = "new PDO($dsn, $user, $password, [PDO::PGSQL_ATTR_DISABLE_PREPARES => true])",
     .since = "PHP 5.6",
     .effect = effect::fixes,
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S",
     .proved = "PHP 8.2.36 with libpq 15",
     .features = features},
};

}  // namespace

/// The first statement of every request has the same name.
extern constexpr driver php_pdo{
    .id = "php-pdo",
    .name = "PHP PDO",
    .language = "PHP",
    .configs = configs,
    .source = "php/php-src, ext/pdo_pgsql/pgsql_statement.c; traffic of PHP 8.2",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
