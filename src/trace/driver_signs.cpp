#include "trace/driver_signs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "drivers/engine/statement_name_patterns.hpp"
#include "drivers/framework_names.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe::trace {
namespace {

/// A login parameter that only these drivers send in this form. Seen with asyncpg 0.30 and 0.32,
/// postgres.js 3.4.9, pgjdbc 42.7.13, lib/pq 1.12.3, sqlx 0.8.6; r2dbc-postgresql 1.1.2 from its sources.
struct login_mark {
  std::string_view parameter;
  std::string_view value;
  std::span<std::string_view const> drivers;
  std::string_view who;
};
constexpr login_mark login_marks[] = {
    {"client_encoding", "'utf-8'", list_of<"asyncpg", "sqlalchemy-asyncpg">, "asyncpg"},
    {"application_name", "postgres.js", list_of<"postgres-js">, "postgres.js"},
    {"application_name", "PostgreSQL JDBC Driver", list_of<"pgjdbc">, "pgjdbc"},
    {"application_name", "r2dbc-postgresql", list_of<"r2dbc">, "R2DBC"},
    {"application_name", "psql", {}, "psql"},
    {"application_name", "pgbench", {}, "pgbench"},
    {"application_name", "pg_dump", {}, "pg_dump"},
    {"datestyle", "ISO, MDY", list_of<"lib-pq">, "lib/pq"},
    {"DateStyle", "ISO, MDY", list_of<"sqlx">, "sqlx"},
    {"DateStyle", "ISO", list_of<"pgjdbc">, "pgjdbc"},
};

/// A group of messages that only these drivers send.
struct group_mark {
  std::string_view messages;
  std::span<std::string_view const> drivers;
  std::string_view who;
};
constexpr group_mark group_marks[] = {
    {"P() H S", list_of<"pg8000">, "pg8000"},
    {"P() D(S) H | P() B E S", list_of<"asyncpg", "sqlalchemy-asyncpg">, "asyncpg without its cache"},
    {"P() D(S) S", list_of<"lib-pq", "pgx">, "lib/pq, or pgx with describe_exec"},
};

}  // namespace

void driver_signs::note(std::span<std::string_view const> drivers, std::string_view who, std::string sign,
                        int rank) {
  auto const [at, is_new] = by_who_.try_emplace(std::string(who));
  auto& [known, known_rank] = at->second;
  if (is_new || rank < known_rank) {
    known = {{drivers.begin(), drivers.end()}, std::string(who), std::move(sign), known.count};
    known_rank = rank;
  }
  ++known.count;
}

void driver_signs::login(std::vector<std::pair<std::string, std::string>> const& parameters) {
  for (auto const& mark : login_marks) {
    for (auto const& [name, value] : parameters) {
      if (name == mark.parameter && value == mark.value)
        note(mark.drivers, mark.who, fmt::format("logs in with {}={}", name, value), 1);
    }
  }
  for (auto const& [name, value] : parameters) {
    if (name == "application_name") application(value);
  }
}

/// Recognises an application_name that a framework or tool sets.
void driver_signs::application(std::string const& name) {
  for (auto const& framework : framework_entries()) {
    auto const says = !framework.application_name.empty() && name.starts_with(framework.application_name);
    if (says)
      note(framework.drivers, framework.name, fmt::format("logs in with application_name={}", name), 1);
  }
}

void driver_signs::parse(std::string_view name) {
  ++parses_;
  if (name.empty() || names_ >= most_names) return;
  ++names_;
  if (auto const* known = recognise_name(name))
    note(known->drivers, known->who, fmt::format("names a statement {}", name), 0);
}

void driver_signs::message_group(std::vector<notation::message> const& steps) {
  ++groups_;
  auto const written = notation::print_notation(steps);
  for (auto const& mark : group_marks) {
    if (written == mark.messages) note(mark.drivers, mark.who, fmt::format("sends {}", written), 2);
  }
}

std::vector<driver_sign> driver_signs::all() const {
  std::vector<noted> sorted;
  for (auto const& [who, sign] : by_who_) sorted.push_back(sign);
  std::stable_sort(sorted.begin(), sorted.end(), [](noted const& a, noted const& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.sign.count > b.sign.count;
  });
  std::vector<driver_sign> all;
  for (auto& each : sorted) all.push_back(std::move(each.sign));
  if (all.empty() && parses_ == 0 && queries_ > 0)
    all.push_back(
        {{"psycopg2", "django"}, "psycopg2, Django or the like", "sends simple queries only", queries_});
  return all;
}

}  // namespace poolprobe::trace
