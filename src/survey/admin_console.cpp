#include <fmt/format.h>

#include <array>

#include "survey/observe.hpp"
#include "wire/connection.hpp"
#include "wire/number.hpp"

namespace poolprobe {
namespace {

/// The settings whose effect can be observed, or that explain what was.
constexpr std::array<std::string_view, 4> telling{"server_round_robin", "server_reset_query_always",
                                                  "so_reuseport", "disable_pqexec"};

/// The console speaks only simple queries (PgBouncer, src/admin.c).
wire::answer ask(client& console, std::string sql) {
  return console.run("Q", testbed::unnamed(std::move(sql))).answer;
}

std::optional<std::string> column(wire::row const& values, std::size_t index) {
  return index < values.size() ? values[index] : std::nullopt;
}

/// The value of a row of SHOW CONFIG: key, value, … (in this order since 1.0).
std::string setting(wire::answer const& config, std::string_view key) {
  for (auto const& values : config.rows) {
    if (column(values, 0) == key) return column(values, 1).value_or("");
  }
  return {};
}

/// SHOW DATABASES gained columns over time; after name, host, port, database and user, the mode is the first
/// column that spells one. The row is the one that is named like our database; NULL means the default of SHOW
/// CONFIG.
pool_mode mode_of(wire::answer const& databases, std::string const& database) {
  for (auto const& values : databases.rows) {
    if (column(values, 0) != database) continue;
    constexpr std::size_t names = 5;
    for (std::size_t i = names; i < values.size(); ++i) {
      auto const mode = pool_mode_from(values[i].value_or(""));
      if (mode != pool_mode::unknown) return mode;
    }
  }
  return pool_mode::unknown;
}

/// Why it let us in and tells nothing all the same.
std::string explained(wire::server_error const& refusal) {
  if (refusal.message.find("PQexec disallowed") != std::string::npos)
    return "the console speaks simple queries only, and this pooler refuses those (disable_pqexec)";
  return "the console answers " + refusal.text();
}

void read_console(testbed const& on, client& console, console_report& report) {
  auto const version = ask(console, "show version");
  if (version.rows.empty() || version.error) {
    report.failure = version.error ? explained(*version.error) : "SHOW VERSION gave no row";
    return;
  }
  auto const text = column(version.rows.front(), 0).value_or("");
  report.version = text.substr(text.rfind(' ') + 1);
  auto const config = ask(console, "show config");
  report.max_prepared_statements = wire::read_number<long>(setting(config, "max_prepared_statements"));
  report.pool_mode = mode_of(ask(console, "show databases"), on.where().shown.database);
  if (report.pool_mode == pool_mode::unknown) report.pool_mode = pool_mode_from(setting(config, "pool_mode"));
  for (auto const name : telling) {
    if (auto value = setting(config, name); !value.empty())
      report.settings.push_back({std::string(name), std::move(value)});
  }
}

/// Why it did not let us in, in words that say what to do.
std::string explained(wire::open_failure const& failure) {
  auto const sends = [&failure](std::string_view words) {
    return failure.message.find(words) != std::string::npos;
  };
  if (sends("not allowed"))
    return "the console exists and does not admit this user: PgBouncer lists those whom it does in "
           "stats_users and admin_users";
  if (failure.sqlstate == "3D000" || sends("no such database"))
    return "there is no database pgbouncer: whoever answers here has no such console";
  return "the console could not be opened: " + failure.message;
}

}  // namespace

void observe_console(testbed& on, signals& seen) {
  auto& report = seen.console.emplace();
  on.free_a_connection();
  if (auto const failure = on.open("console", {.database = "pgbouncer"})) {
    report.failure = explained(*failure);
  } else {
    read_console(on, on.client("console"), report);
  }
  on.disconnect("console");
}

}  // namespace poolprobe
