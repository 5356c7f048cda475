#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view named = "P({}) S | B D(P) E S afterwards B D(P) E S";
constexpr statement_names names{naming::per_connection, "a{}", 1};
/// The first query that is named asks for search_path, which is part of the key of its cache.
constexpr std::string_view connect = "4 x [Q(SET)] 2 x [P() B D(P) E S] 3 x [Q]";
constexpr std::string_view connect_only = "4 x [Q(SET)] 2 x [P() B D(P) E S] 2 x [Q]";

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "prepared_statements: true (default)",
     .since = "Rails 8.1 with libpq 17",
     .why = "every query is named from its first use",
     .script = named,
     .names = names,
     .release = {statement_release::when::evicted, "C(S {}) S"},
     .connect = connect,
     .give_back = ";",
     .holds_for = {"Rails", "8.1", ""},
     .holds_also = {"libpq", "17", ""}},
    {.id = "no-prepared",
     .setting = "prepared_statements: false",
     .code = "database.yml: prepared_statements: false",
     .url = "postgresql://...?prepared_statements=false",
     .effect = effect::fixes,
     .why = "unnamed statements in one Sync, the values in the text",
     .script = "P() B D(P) E S",
     .connect = connect_only,
     .proved = "Active Record 6.1.7.10 with libpq 15",
     .give_back = "SELECT 1"},
    {.id = "old",
     .setting = "prepared_statements: true (Rails before 8.1, or libpq before 17)",
     .effect = effect::trap,
     .why = "the thousand and first statement deallocates the first by SQL, which a pooler's own names "
            "defeat; outside a block Rails only logs that, inside one the transaction is lost",
     .script = named,
     .names = names,
     .release = {.when = statement_release::when::evicted,
                 .script = "Q(DEALLOCATE {})",
                 .error_reaches_program = false,
                 .at_disconnect = true},
     .connect = connect,
     .proved = "Active Record 6.1.7.10 with libpq 15",
     .give_back = "SELECT 1",
     .holds_for = {"Rails", "", "8.1"},
     .holds_also = {"libpq", "", "17"},
     .generation_of = ""},
};

}  // namespace

/// Names every query with parameters, from a counter of the connection.
extern constexpr driver rails{
    .id = "rails",
    .name = "Rails ActiveRecord",
    .language = "Ruby",
    .configs = configs,
    .source =
        "rails/rails v8.1.3.1, postgresql_adapter.rb and postgresql/database_statements.rb; traffic of 6.1",
    .unknown_key = unknown_key::ignored,
    .note =
        "Only what find and where build is named: INSERT, UPDATE, DELETE and IN (...) are not. "
        "Rails 7.2 connects with other SETs than 6.1, and gives a connection back by an empty query. "
        "Migrations hold an advisory lock of the session: set advisory_locks: false, or give them a direct "
        "connection.",
};

}  // namespace poolprobe::drivers
