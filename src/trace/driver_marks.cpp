#include "trace/driver_marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "drivers/engine/script.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe::trace {
namespace {

using names = std::span<std::string_view const>;

/// On node-postgres, which sends an encoding and nothing else.
constexpr auto on_node_postgres = list_of<"node-postgres", "drizzle", "typeorm", "knex", "sequelize",
                                          "slonik", "kysely", "pg-promise", "mikro-orm", "prisma-7">;

struct login_row {
  names sends;  ///< name=value, spelt so; "*" is any value
  names drivers;
  names also = {};
};

/// Seen with asyncpg 0.30 and 0.32, lib/pq 1.12.3, sqlx 0.8.6, pgjdbc 42.7.13, vertx-pg-client 5.0.12,
/// r2dbc-postgresql 1.1.3, pg 8.23.0, slonik 47.3.2, postgres.js 3.4.9, tokio-postgres 0.7.13, diesel-async
/// 0.6.1, Django 5.2, Bun 1.2.22 to 1.4.5, and those without any in the last row; Npgsql and older pgjdbc and
/// lib/pq from their sources.
constexpr login_row login_rows[] = {
    {list_of<"client_encoding='utf-8'">, list_of<"asyncpg", "sqlalchemy-asyncpg", "alembic">},
    {list_of<"client_encoding=UTF8", "datestyle=ISO, MDY">, list_of<"lib-pq">},
    {list_of<"client_encoding=UTF8", "datestyle=ISO, MDY", "extra_float_digits=2">, list_of<"lib-pq">},
    {list_of<"client_encoding=UTF8", "DateStyle=ISO, MDY">, list_of<"bun-sql">},
    {list_of<"DateStyle=ISO, MDY", "client_encoding=UTF8", "TimeZone=*">, list_of<"sqlx">},
    {list_of<"DateStyle=ISO, MDY", "client_encoding=UTF8", "TimeZone=*", "extra_float_digits=2">,
     list_of<"sqlx">},
    {list_of<"client_encoding=UTF8", "DateStyle=ISO", "TimeZone=*">, list_of<"pgjdbc">},
    {list_of<"client_encoding=UTF8", "DateStyle=ISO", "TimeZone=*", "extra_float_digits=2">,
     list_of<"pgjdbc">},
    {list_of<"client_encoding=utf8", "DateStyle=ISO", "extra_float_digits=2">, list_of<"vertx">},
    {list_of<"client_encoding=utf8", "DateStyle=ISO", "extra_float_digits=2", "TimeZone=*">,
     list_of<"r2dbc">},
    {list_of<"client_encoding=UTF8", "statement_timeout=*", "idle_in_transaction_session_timeout=*">,
     list_of<"slonik", "node-postgres">},
    {list_of<"client_encoding=UTF8">, on_node_postgres,
     list_of<"postgres-js", "bun-sql", "tokio-postgres", "diesel-async", "prisma-6", "django", "npgsql">},
    {{},
     list_of<"psycopg3", "sqlalchemy-psycopg", "alembic", "psycopg2", "django", "pg8000", "pgx", "pgx-v4",
             "gorm", "go-pg", "bun-pgdriver", "rails", "diesel", "ecto", "php-pdo", "laravel", "dbd-pg",
             "psql", "libpq">},
};

struct mark {
  std::string_view text;
  names drivers;
  bool parsed = false;  ///< sent by Parse, not by Query
};

constexpr mark application_names[] = {
    {"postgres.js", list_of<"postgres-js", "drizzle", "kysely">},
    {"PostgreSQL JDBC Driver", list_of<"pgjdbc">},
    {"vertx-pg-client", list_of<"vertx">},
    {"r2dbc-postgresql", list_of<"r2dbc">},
};

/// How the SQL begins that drivers send by themselves, with one space for any white space.
constexpr mark own_sql[] = {
    {"SET application_name = 'PostgreSQL JDBC Driver'", list_of<"pgjdbc">},
    {"SET extra_float_digits = 3", list_of<"pgjdbc">},
    {"SHOW TRANSACTION ISOLATION LEVEL", list_of<"r2dbc">},
    {"BEGIN READ WRITE", list_of<"lib-pq">},
    {"-- ping", list_of<"pgx", "pgx-v4", "gorm">},
    {"SET client_min_messages TO warning;", list_of<"sequelize">},
    {"select version();", list_of<"knex", "mikro-orm">},
    {"SELECT version()", list_of<"typeorm">},
    {"select pg_catalog.version()",
     list_of<"sqlalchemy-psycopg", "sqlalchemy-asyncpg", "alembic", "psycopg2">},
    {"select pg_catalog.version()", list_of<"sqlalchemy-psycopg", "sqlalchemy-asyncpg", "alembic">, true},
    {"SET client_min_messages TO 'warning'", list_of<"rails">},
    {"SHOW search_path", list_of<"rails">},
    {"SET TIME ZONE 'UTC'", list_of<"diesel", "diesel-async">, true},
    {"SELECT oid, typarray, typname FROM pg_type", list_of<"slonik">, true},
    {"SELECT pg_advisory_unlock_all(); CLOSE ALL;", list_of<"asyncpg">},
    {"begin transaction", list_of<"pg8000">},
};

/// Queries without parameters are simple ones with these; of other drivers the catalogue says when.
constexpr auto simple_without_parameters =
    list_of<"psycopg3", "sqlalchemy-psycopg", "postgres-js", "lib-pq", "pgx", "pgx-v4", "gorm", "dbd-pg",
            "php-pdo", "laravel", "libpq", "psql", "tokio-postgres">;

/// The beginning of a text, with one space for any white space.
std::string in_one_line(std::string_view sql) {
  constexpr std::size_t longest = 100;
  std::string line;
  for (char const c : sql.substr(0, longest)) {
    auto const is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!is_space) line += c;
    if (is_space && !line.empty() && line.back() != ' ') line += ' ';
  }
  return line;
}

bool matches(std::string_view row, std::pair<std::string, std::string> const& parameter) {
  auto const equals = row.find('=');
  auto const value = row.substr(equals + 1);
  return row.substr(0, equals) == parameter.first && (value == "*" || value == parameter.second);
}

bool sends_all(startup_parameters const& sent, names wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&sent](std::string_view one) {
    return std::any_of(sent.begin(), sent.end(), [one](auto const& p) { return matches(one, p); });
  });
}

bool tells(std::string_view parameter) {
  return std::any_of(std::begin(login_rows), std::end(login_rows), [parameter](login_row const& row) {
    return std::any_of(row.sends.begin(), row.sends.end(), [parameter](std::string_view one) {
      return one.substr(0, one.find('=')) == parameter;
    });
  });
}

/// Messages without what differs from one execution to the next: the names, and how many rows are asked for.
std::string shape_of(std::vector<notation::message> steps) {
  std::string name;
  for (auto& step : steps) {
    if (step.verb == notation::verb::parse) name = step.name.empty() ? "" : "x";
    step.name = notation::names_a_statement(step.verb) ? name : "";
  }
  return notation::print_notation(steps);
}

bool has_parse(std::vector<notation::message> const& steps) {
  return std::any_of(steps.begin(), steps.end(),
                     [](notation::message const& m) { return m.verb == notation::verb::parse; });
}

using shapes = std::map<std::string, driver_list, std::less<>>;

void add_script(std::string_view script, driver const& of, shapes& into) {
  if (script.empty()) return;
  for (auto const& phase : parse_script(script)) {
    for (auto const& group : phase.groups) {
      auto& known = into[shape_of(group)];
      if (known.empty() || known.back() != &of) known.push_back(&of);
    }
  }
}

/// What is on top of another sends what that sends, whether or not its own entry says it all.
struct stacked {
  std::string_view beneath;
  std::string_view on_top;
};
constexpr stacked stacks[] = {{"sqlalchemy-asyncpg", "alembic"},
                              {"sqlalchemy-psycopg", "alembic"},
                              {"php-pdo", "laravel"},
                              {"pgx", "gorm"}};

void add_what_is_on_top(driver_list& to) {
  for (auto const& [beneath, on_top] : stacks) {
    auto const has = [&to](std::string_view id) {
      return std::any_of(to.begin(), to.end(), [id](driver const* d) { return d->id == id; });
    };
    if (has(beneath) && !has(on_top)) to.push_back(find_driver(on_top).driver);
  }
}

/// Who sends which messages, in all the configurations of the catalogue.
shapes read_catalogue() {
  shapes all;
  for (auto const& of : all_drivers()) {
    for (auto const& config : of.configs) {
      add_script(config.script, of, all);
      add_script(config.inside, of, all);
      for (auto const& feature : config.features) add_script(feature.script, of, all);
    }
  }
  for (auto& [shape, drivers] : all) add_what_is_on_top(drivers);
  return all;
}

}  // namespace

driver_list common(driver_list const& one, driver_list const& other) {
  driver_list both;
  std::copy_if(one.begin(), one.end(), std::back_inserter(both),
               [&other](driver const* d) { return std::find(other.begin(), other.end(), d) != other.end(); });
  return both;
}

driver_list drivers_of(names ids, names more) {
  driver_list found;
  for (auto const list : {ids, more}) {
    for (auto const id : list) {
      if (auto const* const d = find_driver(id).driver) found.push_back(d);
    }
  }
  return found;
}

/// The row that says most is meant.
login_sign read_login(startup_parameters const& sent) {
  login_row const* best = nullptr;
  for (auto const& row : login_rows) {
    if (sends_all(sent, row.sends) && (best == nullptr || row.sends.size() > best->sends.size())) best = &row;
  }
  auto const some_tell = std::any_of(sent.begin(), sent.end(), [](auto const& p) { return tells(p.first); });
  if (best->sends.empty() && some_tell) return {};  // by somebody who is not in the table
  login_sign sign{{},
                  best->sends.size() == 1 && best->sends[0] == "client_encoding=UTF8",
                  drivers_of(best->drivers, best->also)};
  for (auto const& [name, value] : sent) {
    auto const is_in_row = std::any_of(best->sends.begin(), best->sends.end(), [&, &n = name](auto one) {
      return one.substr(0, one.find('=')) == n;
    });
    if (is_in_row)
      sign.parameters += fmt::format("{}{}={}", sign.parameters.empty() ? "" : ", ", name, value);
  }
  return sign;
}

driver_list drivers_by_application(std::string_view name) {
  for (auto const& row : application_names) {
    if (row.text == name) return drivers_of(row.drivers);
  }
  return {};
}

driver_list drivers_by_sql(std::string_view sql, bool parsed) {
  auto const text = in_one_line(sql);
  for (auto const& row : own_sql) {
    if (row.parsed == parsed && text.starts_with(row.text)) return drivers_of(row.drivers);
  }
  return {};
}

driver_list drivers_by_messages(std::vector<notation::message> const& steps) {
  static shapes const known = read_catalogue();
  if (!has_parse(steps)) return {};
  auto const found = known.find(shape_of(steps));
  return found == known.end() ? driver_list() : found->second;
}

driver_list drivers_by_name(std::string_view name, name_pattern const& known) {
  auto all = drivers_of(known.drivers);
  auto const is_so = [name, &of = all](driver_config const& c) {
    auto const& shape = c.names.shape;
    if (c.names.by == naming::none || c.names.by == naming::given) return false;
    return name.starts_with(shape.substr(0, shape.find('{'))) &&
           std::any_of(of.begin(), of.end(), [&c](driver const* d) {
             return std::any_of(d->configs.begin(), d->configs.end(),
                                [&c](driver_config const& other) { return other.names == c.names; });
           });
  };
  driver_list alike;
  for (auto const& d : all_drivers()) {
    auto const listed = std::find(all.begin(), all.end(), &d) != all.end();
    if (!listed && std::any_of(d.configs.begin(), d.configs.end(), is_so)) alike.push_back(&d);
  }
  all.insert(all.end(), alike.begin(), alike.end());
  return all;
}

driver_list drivers_with_simple_queries() {
  auto const others = drivers_of(simple_without_parameters, on_node_postgres);
  auto const is_simple = [](driver_config const& c) { return c.script == "Q"; };
  driver_list only;
  driver_list some;
  for (auto const& d : all_drivers()) {
    auto const sometimes = std::any_of(d.configs.begin(), d.configs.end(), is_simple) ||
                           std::find(others.begin(), others.end(), &d) != others.end();
    if (is_simple(d.configs.front())) {
      only.push_back(&d);
    } else if (sometimes) {
      some.push_back(&d);
    }
  }
  only.insert(only.end(), some.begin(), some.end());
  return only;
}

}  // namespace poolprobe::trace
