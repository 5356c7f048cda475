#include "explain/explain.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "drivers/driver.hpp"
#include "drivers/engine/statement_name_patterns.hpp"
#include "explain/error_class.hpp"
#include "explain/pages.hpp"
#include "explain/pooler_setting.hpp"
#include "explain/pooler_texts.hpp"
#include "explain/probe_page.hpp"
#include "model/product.hpp"

using namespace poolprobe;

namespace {

std::string page_of(std::string_view word) {
  CAPTURE(word);
  auto const probe_page = explain(word);
  REQUIRE(probe_page);
  return *probe_page;
}

bool has(std::string const& probe_page, std::string_view words) {
  return probe_page.find(words) != std::string::npos;
}

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find('\n', at), text.size());
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  return longest;
}

std::string_view who(std::string_view name) {
  CAPTURE(name);
  auto const* const row = recognise_name(name);
  REQUIRE(row != nullptr);
  return row->who;
}

}  // namespace

TEST_CASE("a name from an error tells its driver") {
  CHECK(who("_pg3_0") == "psycopg 3");
  CHECK(who("__asyncpg_stmt_3__") == "asyncpg");
  CHECK(who("__asyncpg_stmt_1f__") == "asyncpg");
  CHECK(who("S_1").starts_with("pgjdbc"));
  CHECK(who("s0").starts_with("Prisma"));
  CHECK(who("stmtcache_" + std::string(48, 'e')) == "pgx 5.5 or later");
  CHECK(who("stmtcache_12") == "pgx 5.0 to 5.4");
  CHECK(who("PGBOUNCER_5").starts_with("PgBouncer"));
  CHECK(who("sqlx_s_1") == "sqlx");
  CHECK(who("pdo_stmt_00000001").starts_with("PHP PDO"));
  CHECK(who("a1").starts_with("Rails"));
  CHECK(who("ecto_123").starts_with("Ecto"));
  CHECK(who("ecto_insert_all_posts").starts_with("Ecto"));
  CHECK(who("dbdpg_p123_1").starts_with("Perl"));
  CHECK(who("_auto0").starts_with("Npgsql"));
  CHECK(who("b4sbb6vpqqw1") == "postgres.js");
  CHECK(who("1").starts_with("lib/pq"));
}

TEST_CASE("what is no driver's name is not taken for one") {
  for (char const* name : {"", " ", "_pg3_", "S_", "orders", "my statement", "select 1", "23505", "A1",
                           "ecto_", "a1\x1b[2J", "_django_curs_\x1b"}) {
    CAPTURE(name);
    CHECK(recognise_name(name) == nullptr);
  }
  CHECK(recognise_name(std::string(100000, 'P') + "$1") == nullptr);
}

TEST_CASE("every example is recognised as its own row, and names drivers that exist") {
  for (auto const& row : name_patterns()) {
    CAPTURE(row.example);
    if (row.example.find("...") == std::string_view::npos) CHECK(recognise_name(row.example) == &row);
    for (auto const id : row.drivers) CHECK(find_driver(id).driver != nullptr);
  }
}

TEST_CASE("a probe is explained by its code, its id and the end of its id") {
  auto const probe_page = std::string(find_probe_page("PP102")->text);
  for (char const* word : {"PP102", "pp102", "prepared/lost-statement", "lost-statement", " PP102\n"}) {
    CHECK(page_of(word) == probe_page);
  }
}

TEST_CASE("an SQLSTATE is explained in all its meanings, an error line in its own") {
  CHECK(has(page_of("08p01"), "* `PQexec disallowed`: "));
  CHECK(has(page_of("08P01"), "* `prepared statement did not exist`: "));
  CHECK(has(page_of("42P05"), "## prepared statement \"...\" already exists"));
  auto const line = page_of("psql: FATAL:  PQexec disallowed");
  CHECK(has(line, "SQLSTATE 08P01"));
  CHECK(has(line, "PP406"));
  CHECK_FALSE(has(line, "did not exist"));
  CHECK(has(page_of("SQLSTATE[25P02]: In failed sql transaction"), "Not the cause"));
  CHECK(has(page_of("ERROR: cached plan must not change result type"), "RECONNECT"));
}

TEST_CASE("an unnamed statement that is missing is not confused with a named one") {
  auto const unnamed = page_of("ERROR: unnamed prepared statement does not exist");
  CHECK(has(unnamed, "PP104"));
  CHECK_FALSE(has(unnamed, "PP102"));
  auto const named = page_of("ERROR: prepared statement \"S_2\" does not exist");
  CHECK(has(named, "PP102"));
  CHECK_FALSE(has(named, "PP104"));
}

TEST_CASE("a Bind that meets another statement is explained for the unnamed one apart") {
  auto const unnamed = page_of("bind message supplies 2 parameters, but prepared statement \"\" requires 1");
  CHECK(has(unnamed, "PP104"));
  CHECK_FALSE(has(unnamed, "max_prepared_statements"));
  auto const named = page_of("bind message supplies 2 parameters, but prepared statement \"S_1\" requires 1");
  CHECK(has(named, "PP103"));
  CHECK_FALSE(has(named, "PP104"));
}

TEST_CASE("of errors with the same words the SQLSTATE in the line decides") {
  auto const server_words = page_of("FATAL: password authentication failed for user \"app\"");
  CHECK(has(server_words, "# SQLSTATE 28P01"));  // PgBouncer's words name no user
  CHECK_FALSE(has(server_words, "08P01"));
  CHECK(has(page_of("FATAL: password authentication failed"), "# SQLSTATE 08P01"));
  auto const server = page_of("FATAL: 28P01: password authentication failed for user \"app\"");
  CHECK_FALSE(has(server, "08P01"));
}

TEST_CASE("code and name are picked from a pasted line") {
  auto const probe_page = page_of("prepared statement \"__asyncpg_stmt_3__\" already exists");
  CHECK(has(probe_page, "# `__asyncpg_stmt_3__`"));
  CHECK(has(probe_page, "statement_cache_size=0"));
  CHECK(has(probe_page, "SQLSTATE 42P05"));
  CHECK(has(probe_page, "PP101"));
}

TEST_CASE("an error that has nothing to do with pooling is not explained") {
  CHECK_FALSE(explain("ERROR: duplicate key value violates unique constraint \"a1\""));
  CHECK_FALSE(explain("23505"));
  CHECK_FALSE(explain(""));
  CHECK_FALSE(explain("   "));
}

TEST_CASE("every driver and configuration has a page that says what decides for it") {
  for (auto const& d : all_drivers()) {
    CHECK(has(page_of(d.id), "What decides for it"));
    CHECK(page_of(d.name) == page_of(d.id));
    for (auto const& c : d.configs) {
      if (!c.id.empty()) CHECK(has(page_of(std::string(d.id) + ":" + std::string(c.id)), "What decides"));
    }
  }
  CHECK(has(page_of("pgjdbc:threshold-0"), "prepareThreshold=0"));
  CHECK(has(page_of("pgjdbc:threshold-0"), "PP105"));
  CHECK(has(page_of("Rails:no-prepared"), "PP105"));
}

TEST_CASE("pool modes are words of their own, session is a group as well") {
  for (char const* word : {"transaction", "statement", "pool_mode=session"}) {
    CHECK(has(page_of(word), "# pool_mode="));
  }
  CHECK(has(page_of("session"), "PP201"));
  CHECK(has(page_of("prepared"), "PP101"));
}

TEST_CASE(
    "PgBouncer's settings and poolers have pages of 80 columns, also with a value or another spelling") {
  for (auto const& s : pooler_settings()) {
    CAPTURE(s.name);
    CHECK(has(page_of(std::string(s.name) + "=1"), "A setting of PgBouncer's"));
    CHECK(longest_line(s.text) <= 80);
    for (auto const code : s.probes) CHECK(find_probe_page(code) != nullptr);
  }
  for (auto const& p : pooler_products()) {
    CAPTURE(p.id);
    CHECK(page_of(product::name_of(p.id)) == page_of(p.id));
    CHECK(longest_line(p.text) <= 80);
    for (auto const word : p.words) CHECK(page_of(word) == page_of(p.id));
  }
  CHECK(has(page_of("pool_mode"), "`transaction`"));
  CHECK(page_of("direct") == page_of("none"));
}

TEST_CASE("a driver's setting is explained for each driver that has it") {
  auto const probe_page = page_of("prepareThreshold=0");
  CHECK(has(probe_page, "Since: pgjdbc 42.1.4"));
  CHECK(has(probe_page, "poolprobe explain pgjdbc"));
  auto const cache = page_of("statement_cache_size");
  CHECK(has(cache, "TypeError"));
  CHECK(has(cache, "Tortoise"));
  CHECK(has(page_of("pgbouncer=true"), "Prisma"));
  CHECK(has(page_of("schema"), "search_path"));
}

TEST_CASE("libraries that are in no list are explained by their driver, or by the names that they give") {
  CHECK(has(page_of("Tortoise"), "# asyncpg"));
  CHECK(has(page_of("laravel"), "ATTR_EMULATE_PREPARES"));
  CHECK(has(page_of("diesel"), "__diesel_stmt_0"));
  CHECK(has(page_of("lrupsc_1_0"), "pgx v4"));
  CHECK_FALSE(explain("or"));
}

TEST_CASE("what check says is explained in its own words") {
  for (char const* word :
       {"works", "breaks", "leaks", "loses", "unknown", "skipped", "compatible", "incompatible"}) {
    CHECK(page_of(word).starts_with("# " + std::string(word)));
  }
  CHECK(page_of("wrong answer") == page_of("wrong_answer"));
}

TEST_CASE("part of a probe's name leads to it, or to all that have it") {
  CHECK(page_of("search_path") == page_of("PP302"));
  CHECK(page_of("advisory lock") == page_of("PP202"));
  CHECK(page_of("LOCK") == page_of("PP202"));
  auto const both = page_of("deallocate");
  CHECK(has(both, "PP110"));
  CHECK(has(both, "PP111"));
}

TEST_CASE("every word that is offered has a page of printable ASCII that begins with a heading") {
  for (auto const& word : explainable_words()) {
    auto const probe_page = page_of(word);
    CHECK(probe_page.starts_with("# "));
    CHECK(probe_page.ends_with('\n'));
    CHECK(std::all_of(probe_page.begin(), probe_page.end(),
                      [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  }
}

TEST_CASE("error rows are complete, together, and name codes only") {
  std::set<std::string_view> finished;
  std::string_view last;
  for (auto const& e : error_classes()) {
    CAPTURE(e.message);
    CHECK(e.sqlstate.size() == 5);
    CHECK_FALSE(e.meaning.empty());
    CHECK_FALSE(e.meaning.ends_with('.'));
    CHECK_FALSE(e.remedy.ends_with('.'));
    for (auto const code : e.probes) CHECK(std::regex_match(std::string(code), std::regex("PP[0-9]{3}")));
    if (e.sqlstate != last) CHECK(finished.insert(e.sqlstate).second);
    last = e.sqlstate;
  }
}

TEST_CASE("a misspelt word gets suggestions, a strange one none") {
  CHECK(similar_words("lost-statment") == std::vector<std::string>{"lost-statement"});
  CHECK(similar_words("asynpg").front() == "asyncpg");
  CHECK(similar_words("psycopg").front().starts_with("psycopg"));
  CHECK(similar_words("qwertz").empty());
  CHECK(similar_words("prizma").front().starts_with("prisma"));
  CHECK(similar_words("max_prepared_statement") == std::vector<std::string>{"max_prepared_statements"});
  CHECK(similar_words("pgbounser") == std::vector<std::string>{"pgbouncer"});
  auto const of_cursors = similar_words("hold-curser");
  CHECK(std::count(of_cursors.begin(), of_cursors.end(), "hold-cursor") +
            std::count(of_cursors.begin(), of_cursors.end(), "session/hold-cursor") ==
        1);
}

TEST_CASE("a service that runs the pooler has a page, which says that nothing of it was observed") {
  for (auto const* word :
       {"Neon", "neon", "azure", "cloud sql", "digitalocean", "heroku", "crunchy", "planetscale", "aiven",
        "fly.io", "vercel", "prisma postgres", "hyperdrive.local", "yandex", "supabase", "rds proxy"}) {
    CAPTURE(std::string(word));
    auto page = explain(word);
    REQUIRE(page);
    std::replace(page->begin(), page->end(), '\n', ' ');
    CHECK(page->find("not observed") != std::string::npos);
  }
}
