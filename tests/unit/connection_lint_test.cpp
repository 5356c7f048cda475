#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "connection_text/find_target.hpp"
#include "unit/scoped_environment.hpp"

using namespace poolprobe;

namespace {

std::vector<advice> advice_on_text(std::string_view text, std::string source = "argument") {
  return parse_target(text, std::move(source)).shown.advice;
}

/// "kind about" of each.
std::vector<std::string> told(std::string_view text, std::string source = "DATABASE_URL") {
  std::vector<std::string> all;
  for (auto const& a : advice_on_text(text, std::move(source)))
    all.push_back(std::string(word(a.kind)) + " " + a.about);
  return all;
}

std::string sends(std::string_view text) {
  auto const all = advice_on_text(text, "DATABASE_URL");
  return all.empty() ? "" : all.front().says + " / " + all.front().remedy;
}

bool has(std::string const& text, std::string_view words) { return text.find(words) != std::string::npos; }

using words = std::vector<std::string>;

}  // namespace

TEST_CASE("a good text needs no advice") {
  clean_environment const env;
  for (char const* text : {"postgresql://u@h/d", "postgresql+asyncpg://u@h/d?ssl=require",
                           "jdbc:postgresql://h/d?user=u&prepareThreshold=0", "Host=h;Username=u"}) {
    CAPTURE(text);
    CHECK(told(text).empty());
  }
}

TEST_CASE("another driver's fix has the effect of a key that this driver does not know") {
  clean_environment const env;
  CHECK(told("postgresql+asyncpg://u@h/d?pgbouncer=true") == words{"fails pgbouncer=true"});
  CHECK(told("asyncpg://u@h/d?pgbouncer=true") == words{"refused pgbouncer=true"});
  CHECK(told("jdbc:postgresql://h/d?user=u&pgbouncer=true") == words{"ignored pgbouncer=true"});
  CHECK(told("postgresql+psycopg://u@h/d?prepareThreshold=0") == words{"fails prepareThreshold=0"});
  CHECK(
      has(sends("postgresql+psycopg://u@h/d?prepareThreshold=0"), "SQLAlchemy on psycopg 3 does not start"));
}

TEST_CASE("a setting that cannot be in the text, or does the opposite, comes with one that is a fix") {
  clean_environment const env;
  CHECK(told("postgresql+asyncpg://u@h/d?statement_cache_size=0") == words{"fails statement_cache_size=0"});
  CHECK(has(sends("postgresql+asyncpg://u@h/d?statement_cache_size=0"), "{\"statement_cache_size\": 0}"));
  CHECK(told("postgresql+asyncpg://u@h/d?prepared_statement_cache_size=0") ==
        words{"trap prepared_statement_cache_size=0"});
  CHECK(told("postgresql+psycopg://u@h/d?prepare_threshold=0") == words{"fails prepare_threshold=0"});
  CHECK(told("postgresql://u@h/d?prepare_threshold=0") == words{"trap prepare_threshold=0"});
  CHECK(told("jdbc:postgresql://h/d?user=u&prepareThreshold=1") == words{"trap prepareThreshold=1"});
  CHECK(told("jdbc:postgresql://h/d?user=u&preparedStatementCacheQueries=0") ==
        words{"trap preparedStatementCacheQueries=0"});
  CHECK(told("postgres://u@h/d?prepare=0") == words{"trap prepare=0"});
  CHECK(told("postgres://u@h/d?prepare=false").empty());
  CHECK(told("ecto://u@h/d?prepare=unnamed") == words{"fails prepare=unnamed"});
}

TEST_CASE("what a pooler will refuse at login is told beforehand") {
  clean_environment const env;
  CHECK(told("jdbc:postgresql://h/d?user=u&currentSchema=app") == words{"refused currentSchema=app"});
  CHECK(told("postgres://u@h/d?schema=app&connection_limit=1") == words{"refused schema=app"});
  CHECK(told("postgres://u@h/d?schema=app&pgbouncer=true").empty());
  CHECK(told("Host=h;Username=u;Search Path=app") == words{"refused Search Path=app"});
  CHECK(told("postgres://u@h/d?statement_timeout=5000") == words{"refused statement_timeout=5000"});
  CHECK(told("postgres://u@h/d?default_query_exec_mode=exec&statement_timeout=5000") ==
        words{"refused statement_timeout=5000"});
  CHECK(told("jdbc:postgresql://h/d?user=u&statement_timeout=5000") ==
        words{"ignored statement_timeout=5000"});
  CHECK(told("postgresql://u@h/d?options=-c%20jit%3Doff") == words{"refused options"});
  CHECK(told("r2dbc:postgresql://u@h/d?preparedStatementCacheQueries=0") ==
        words{"refused extra_float_digits"});
  auto const t = parse_target("jdbc:postgresql://h/d?user=u&currentSchema=app", "test");
  REQUIRE(t.shown.startup.size() == 1);
  CHECK(t.shown.startup.front().name == "search_path");
  CHECK(t.shown.startup.front().key == "currentSchema");
}

TEST_CASE("a password on the command line is reported, one from elsewhere is not") {
  clean_environment const env;
  CHECK(told("postgresql://u:secret@h/d", "argument") == words{"exposed password"});
  CHECK(told("postgresql://u:secret@h/d", "DATABASE_URL").empty());
  CHECK(told("postgresql://u@h/d", "argument").empty());
}

TEST_CASE("an address of a transaction pooler is recognised") {
  clean_environment const env;
  CHECK(told("postgresql://u@ep-x-pooler.eu.aws.neon.tech/d") ==
        words{"pooled ep-x-pooler.eu.aws.neon.tech"});
  CHECK(told("postgresql://u@x.pooler.supabase.com:6543/d") == words{"pooled x.pooler.supabase.com"});
  CHECK(told("postgresql://u@x.pooler.supabase.com:5432/d").empty());
  CHECK(told("postgresql://u@h:6432/d") == words{"pooled port 6432"});
}

TEST_CASE("the gravest advice comes first") {
  clean_environment const env;
  auto const all = told("postgresql+psycopg2://u:secret@h:6432/d?statement_timeout=1", "argument");
  CHECK(all == words{"fails statement_timeout=1", "exposed password", "pooled port 6432"});
}

TEST_CASE("a routing value in options is no setting") {
  clean_environment const env;
  CHECK(told("postgresql://u@h/d?options=endpoint%3Dep-x") == words{"routing options=endpoint=..."});
  CHECK(told("postgresql://u@h/d?options=project%3Dep-x") == words{"routing options=project=..."});
  CHECK(has(sends("postgresql://u@h/d?options=reference%3Dabc"), "no setting of the server, leave it there"));
  CHECK(told("postgresql://u@h/d?options=endpoint%3Dep-x%20-c%20jit%3Doff") ==
        words{"refused options", "routing options=endpoint=..."});
  CHECK(told("host=h user=u dbname=d options='-c search_path=x endpoint=ep-x'") ==
        words{"refused options", "routing options=endpoint=..."});
}

TEST_CASE("of several hosts each is recognised, with its own port") {
  clean_environment const env;
  CHECK(told("postgresql://u@ep-x-pooler.a.aws.neon.tech,db.b.supabase.co:6543/d") ==
        words{"pooled ep-x-pooler.a.aws.neon.tech", "pooled db.b.supabase.co"});
  CHECK(told("host=db.a.supabase.co,h,i user=u port=6543,6432,6432") ==
        words{"pooled db.a.supabase.co", "pooled port 6432"});
  CHECK(told("host=db.a.supabase.co,db.b.supabase.co user=u port=6543") ==
        words{"pooled db.a.supabase.co", "pooled db.b.supabase.co"});
  CHECK(told("host=db.a.supabase.co,h user=u").empty());
}

TEST_CASE("a time zone in the text is taken by every pooler") {
  clean_environment const env;
  CHECK(told("host=h user=u dbname=d port=6543 TimeZone=UTC").empty());
  CHECK(told("postgres://u@h/d?TimeZone=UTC&default_query_exec_mode=exec").empty());
  CHECK(told("asyncpg://u@h/d?timezone=UTC").empty());
}

TEST_CASE("a pooler whose mode can be chosen is told as such") {
  clean_environment const env;
  CHECK(has(sends("postgresql://u@pgbouncer.x.flympg.net/d"), "whose mode can be chosen"));
}
