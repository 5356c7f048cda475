#include "connection_text/find_target.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "connection_text/driver_keys.hpp"
#include "drivers/driver.hpp"
#include "model/fatal.hpp"
#include "unit/scoped_environment.hpp"

using namespace poolprobe;

namespace {

target parsed(std::string_view text) { return parse_target(text, "test"); }

std::string driver_of(std::string_view text) { return parsed(text).shown.driver.value_or("none"); }

std::string display_of(std::string_view text) { return parsed(text).shown.display; }

std::string parameter(target const& t, std::string_view key) {
  for (auto const& [k, v] : t.parameters) {
    if (k == key) return v;
  }
  return "(absent)";
}

/// What the refusal says, hint included; empty when there is none.
template <class Action>
std::string refusal(Action const& action) {
  try {
    action();
  } catch (fatal const& error) {
    CHECK(error.code == exit_code::usage);
    return error.message + " / " + error.hint;
  }
  return {};
}

std::string refusal_of(std::string_view text) {
  return refusal([&] { static_cast<void>(parsed(text)); });
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// A file of a test's own, gone with the object.
struct scratch_file {
  std::filesystem::path path;
  explicit scratch_file(std::string const& content) {
    static int count = 0;
    path = std::filesystem::temp_directory_path() /
           ("poolprobe_target_" + std::to_string(getpid()) + "_" + std::to_string(++count));
    std::ofstream{path, std::ios::binary} << content;
  }
  ~scratch_file() { std::filesystem::remove(path); }
  scratch_file(scratch_file const&) = delete;
  scratch_file& operator=(scratch_file const&) = delete;
};

}  // namespace

TEST_CASE("a libpq URL is split into its parts") {
  clean_environment const env;
  auto const t = parsed("postgresql://app:s3cret@db.example:6432/shop?application_name=x&connect_timeout=5");
  CHECK(t.shown.host == "db.example");
  CHECK(t.shown.port == "6432");
  CHECK(t.shown.database == "shop");
  CHECK(t.shown.user == "app");
  CHECK(t.shown.source == "test");
  CHECK(t.shown.display == "postgresql://app@db.example:6432/shop");
  CHECK_FALSE(t.shown.driver);
  CHECK(t.password.reveal() == "s3cret");
  CHECK(parameter(t, "password") == "(absent)");
  CHECK(parameter(t, "application_name") == "x");
  CHECK(parameter(t, "connect_timeout") == "5");
}

TEST_CASE("parts of a URL are percent-decoded, and encoded again to be shown") {
  clean_environment const env;
  auto const t = parsed("postgres://a%40b:p%40%3A%2F%25%3F%23@h/my%20db");
  CHECK(t.shown.user == "a@b");
  CHECK(t.shown.database == "my db");
  CHECK(t.password.reveal() == "p@:/%?#");
  CHECK(t.shown.display == "postgresql://a%40b@h:5432/my%20db");
}

TEST_CASE("every form of host is understood") {
  clean_environment const env;
  CHECK(display_of("postgresql://u@[2001:db8::1]:6432/d") == "postgresql://u@[2001:db8::1]:6432/d");
  CHECK(display_of("postgresql://u@[::1]/d") == "postgresql://u@[::1]:5432/d");
  CHECK(display_of("postgresql://u@a:1,b:2,c/d") == "postgresql://u@a:1,b:2,c:5432/d");
  CHECK(display_of("host=a,b port=7 user=u dbname=d") == "postgresql://u@a:7,b:7/d");
  CHECK(display_of("postgresql://u@%2Ftmp/d") == "postgresql://u@/d?host=/tmp&port=5432");
  CHECK(display_of("postgresql:///d?host=/tmp&port=7&user=u") == "postgresql://u@/d?host=/tmp&port=7");
  CHECK(display_of("hostaddr=127.0.0.1 user=u dbname=d") == "postgresql://u@127.0.0.1:5432/d");
}

TEST_CASE("what is shown can be pasted back") {
  clean_environment const env;
  for (char const* text : {"postgresql://a%40b:x@h/my%20db", "postgresql://u@[::1]:1,b:2/d?sslmode=require",
                           "host=/tmp user=u dbname=d", "postgresql://", "host=@abstract dbname='a b'"}) {
    CAPTURE(text);
    auto const once = display_of(text);
    CHECK(display_of(once) == once);
  }
}

TEST_CASE("empty parts are filled in as libpq does") {
  clean_environment const env;
  auto const t = parsed("postgresql://");
  CHECK(t.shown.user == "somebody");
  CHECK(t.shown.database == "somebody");
  CHECK(t.shown.port == "5432");
  CHECK(t.shown.host.starts_with('/'));
  CHECK(t.parameters.empty());
  CHECK(parsed("postgresql://u:@h").password.empty());
  CHECK(parsed("postgresql://:pw@h").shown.user == "somebody");
  CHECK(parsed("postgresql://u@h:/d").shown.port == "5432");
}

TEST_CASE("the environment of libpq fills what the text leaves open") {
  clean_environment const env;
  clean_environment::set("PGHOST", "env-host");
  clean_environment::set("PGPORT", "7000");
  clean_environment::set("PGDATABASE", "env-db");
  clean_environment::set("PGPASSWORD", "from-env");
  auto const t = parsed("postgresql://u@");
  CHECK(t.shown.display == "postgresql://u@env-host:7000/env-db");
  CHECK(t.password.reveal() == "from-env");
  CHECK(parsed("postgresql://u:own@h").password.reveal() == "own");
}

TEST_CASE("a service file fills what the text leaves open") {
  clean_environment const env;
  scratch_file const services{
      "[shop]\nhost=svc-host\nport=6432\nuser=svc-user\ndbname=svc-db\npassword=svc-pw\n"};
  clean_environment::unset("PGUSER");
  clean_environment::set("PGSERVICEFILE", services.path.string());
  clean_environment::set("PGPASSWORD", "from-env");
  auto const t = parsed("service=shop dbname=mine");
  CHECK(t.shown.display == "postgresql://svc-user@svc-host:6432/mine");
  CHECK(t.password.reveal() == "svc-pw");
  CHECK(contains(refusal_of("service=other"), "service"));
}

TEST_CASE("keyword strings follow libpq's quoting") {
  clean_environment const env;
  auto const t = parsed(" host = 'h'\tuser=\\'u\\ v  dbname='it\\'s' password='a b\\\\c' ");
  CHECK(t.shown.host == "h");
  CHECK(t.shown.user == "'u v");
  CHECK(t.shown.database == "it's");
  CHECK(t.password.reveal() == "a b\\c");
  CHECK(contains(refusal_of("host=h user"), "without '='"));
  CHECK(contains(refusal_of("host='h"), "never closed"));
}

TEST_CASE("sslmode is kept and shown, sslpassword is kept and not shown") {
  clean_environment const env;
  auto const t = parsed("postgresql://u@h/d?sslmode=require&sslpassword=topsecret&sslkey=/k");
  CHECK(t.shown.display == "postgresql://u@h:5432/d?sslmode=require");
  CHECK(parameter(t, "sslpassword") == "topsecret");
  CHECK(contains(refusal_of("postgresql://u@h/d?sslmode=requir"), "sslmode"));
}

TEST_CASE("the later of two equal keys counts") {
  clean_environment const env;
  CHECK(parsed("host=a host=b").shown.host == "b");
  CHECK(driver_of("jdbc:postgresql://h/d?prepareThreshold=0&prepareThreshold=5") == "pgjdbc");
  CHECK(parsed("jdbc:postgresql://h/d?prepareThreshold=0&prepareThreshold=5").shown.settings_removed.size() ==
        1);
}

TEST_CASE("the prefix of a URL names the driver") {
  clean_environment const env;
  CHECK(driver_of("postgresql+asyncpg://u:p@h/d") == "sqlalchemy-asyncpg");
  CHECK(driver_of("postgresql+psycopg://u:p@h/d") == "sqlalchemy-psycopg");
  CHECK(driver_of("postgresql+psycopg_async://u:p@h/d") == "sqlalchemy-psycopg");
  CHECK(driver_of("postgresql+psycopg2://u:p@h/d") == "psycopg2");
  CHECK(driver_of("postgresql+pg8000://u:p@h/d") == "pg8000");
  CHECK(driver_of("jdbc:postgresql://h/d") == "pgjdbc");
  CHECK(driver_of("r2dbc:pool:postgresql://u:p@h/d") == "r2dbc");
  CHECK(driver_of("ecto://u:p@h/d") == "ecto");
  CHECK(driver_of("asyncpg://u:p@h/d") == "asyncpg");
  CHECK(driver_of("postgis://u:p@h/d") == "none");
  CHECK(driver_of("postgresql://u:p@h/d") == "none");
  CHECK(driver_of("host=h") == "none");
}

TEST_CASE("keys name the driver and its configuration") {
  clean_environment const env;
  CHECK(driver_of("postgres://h/d?pgbouncer=true") == "prisma-6:pgbouncer");
  CHECK(driver_of("postgres://h/d?pgbouncer=1") == "prisma-6");
  CHECK(driver_of("postgres://h/d?schema=x&connection_limit=1") == "prisma-6");
  CHECK(driver_of("postgres://h/d?default_query_exec_mode=exec") == "pgx:exec");
  CHECK(driver_of("postgres://h/d?default_query_exec_mode=simple_protocol") == "pgx:simple");
  CHECK(driver_of("postgres://h/d?default_query_exec_mode=cache_describe") == "pgx:cache-describe");
  CHECK(driver_of("postgres://h/d?default_query_exec_mode=describe_exec") == "pgx:describe-exec");
  CHECK(driver_of("postgres://h/d?pool_max_conns=4") == "pgx");
  CHECK(driver_of("host=h dbname=d binary_parameters=yes") == "lib-pq:binary-parameters");
  CHECK(driver_of("postgres://h/d?binary_parameters=no") == "lib-pq");
  CHECK(driver_of("postgres://h/d?prepare=false") == "postgres-js:no-prepare");
  CHECK(driver_of("postgres://h/d?prepare=0") == "postgres-js:prepare-0");
  CHECK(driver_of("postgres://h/d?prepared_statements=false&pool=5") == "rails:no-prepared");
  CHECK(driver_of("postgres://h/d?statement-cache-capacity=0") == "sqlx:capacity-0");
  CHECK(driver_of("jdbc:postgresql://h/d?prepareThreshold=0") == "pgjdbc:threshold-0");
  CHECK(driver_of("jdbc:postgresql://h/d?preferQueryMode=simple&prepareThreshold=0") == "pgjdbc:simple");
  CHECK(driver_of("r2dbc:postgresql://h/d?preparedStatementCacheQueries=0") == "r2dbc:no-cache");
  CHECK(driver_of("asyncpg://h/d?statement_cache_size=0") == "asyncpg:no-cache");
}

TEST_CASE("settings that fix nothing leave the driver at its default, or choose a trap") {
  clean_environment const env;
  CHECK(driver_of("postgresql+asyncpg://h/d?prepared_statement_cache_size=0") ==
        "sqlalchemy-asyncpg:url-cache");
  CHECK(driver_of("postgresql+asyncpg://h/d?statement_cache_size=0") == "sqlalchemy-asyncpg");
  CHECK(driver_of("postgresql+psycopg://h/d?prepare_threshold=0") == "sqlalchemy-psycopg");
  CHECK(driver_of("postgresql+asyncpg://h/d?pgbouncer=true") == "sqlalchemy-asyncpg");
  CHECK(driver_of("jdbc:postgresql://h/d?preparedStatementCacheQueries=0") == "pgjdbc:no-cache");
  CHECK(driver_of("jdbc:postgresql://h/d?prepareThreshold=1") == "pgjdbc:threshold-1");
  CHECK(driver_of("jdbc:postgresql://h/d?pgbouncer=true") == "pgjdbc");
  CHECK(driver_of("postgresql://h/d?statement_cache_size=0") == "none");
  CHECK(driver_of("postgresql://h/d?prepare_threshold=0") == "none");
}

TEST_CASE("Npgsql's strings are understood, in its own spelling and in others") {
  clean_environment const env;
  auto const t = parsed("Host=h;Port=6432;Username=u;Password=\"a;b\"\"c\";Database=d;SSL Mode=VerifyFull");
  CHECK(t.shown.display == "postgresql://u@h:6432/d?sslmode=verify-full");
  CHECK(t.shown.driver == "npgsql");
  CHECK(t.password.reveal() == "a;b\"c");
  auto const other = parsed("server=h; user id=u ;PWD='it''s';db=d;Max Auto Prepare=20;Search Path=app");
  CHECK(other.shown.driver == "npgsql:auto-prepare");
  CHECK(other.shown.user == "u");
  CHECK(other.shown.database == "d");
  CHECK(other.password.reveal() == "it's");
  REQUIRE(other.shown.startup.size() == 1);
  CHECK(other.shown.startup.front().name == "search_path");
  CHECK(other.shown.startup.front().value == "app");
  // A list may be anything, so it is not kept; that it is sent matters all the same.
  auto const list = parsed("jdbc:postgresql://h/db?user=app&currentSchema=app,public");
  REQUIRE(list.shown.startup.size() == 1);
  CHECK(list.shown.startup.front().name == "search_path");
  CHECK(list.shown.startup.front().value.empty());
  CHECK(driver_of("Host=h;MaxAutoPrepare=0") == "npgsql");
  CHECK(contains(refusal_of("Host=h;Username=u;Nonsense=1"), "\"Nonsense\""));
  CHECK(contains(refusal_of("Host=h;Password=a;b"), "without '='"));
  CHECK(driver_of("host=h user=u password=a;b") == "none");
}

TEST_CASE("the strings of PDO and DBD::Pg are libpq's with semicolons") {
  clean_environment const env;
  auto const pdo = parsed("pgsql:host=h;port=6432;dbname=d;user=u;password='a;b'");
  CHECK(pdo.shown.driver == "php-pdo");
  CHECK(pdo.shown.display == "postgresql://u@h:6432/d");
  CHECK(pdo.password.reveal() == "a;b");
  CHECK(driver_of("dbi:Pg:database=d;host=h") == "dbd-pg");
  CHECK(parsed("dbi:Pg:database=d;host=h").shown.database == "d");
  CHECK(driver_of("pgsql://u@h/d") == "none");
}

TEST_CASE("keys of two drivers name neither") {
  clean_environment const env;
  CHECK(driver_of("postgres://h/d?default_query_exec_mode=exec&prepareThreshold=0") == "none");
}

TEST_CASE("what is removed is reported, with what it means to this driver") {
  clean_environment const env;
  auto const t = parsed("postgresql+asyncpg://u:p@h/d?statement_cache_size=0&pgbouncer=true");
  REQUIRE(t.shown.settings_removed.size() == 2);
  auto const& own = t.shown.settings_removed[0];
  CHECK(own.key == "statement_cache_size");
  CHECK(own.value == "0");
  CHECK(contains(own.meaning, "TypeError"));
  CHECK(contains(t.shown.settings_removed[1].meaning, "not of SQLAlchemy"));
  CHECK(parameter(t, "statement_cache_size") == "(absent)");
  CHECK(parameter(t, "pgbouncer") == "(absent)");
}

TEST_CASE("JDBC URLs bring login and TLS as keys") {
  clean_environment const env;
  auto const t =
      parsed("jdbc:postgresql://h:1/d?user=u&password=a+b%21=&ssl=true&ApplicationName=x&reWriteFoo=1");
  CHECK(t.shown.user == "u");
  CHECK(t.password.reveal() == "a b!=");
  CHECK(parameter(t, "sslmode") == "verify-full");
  CHECK(parameter(t, "application_name") == "x");
  CHECK(parsed("jdbc:postgresql:///d").shown.host == "localhost");
  CHECK(contains(refusal_of("jdbc:postgresql://u:p@h/d"), "?user="));
}

TEST_CASE("asyncpg's and node-postgres' ssl= becomes sslmode") {
  clean_environment const env;
  CHECK(parameter(parsed("postgresql+asyncpg://h/d?ssl=require"), "sslmode") == "require");
  CHECK(parameter(parsed("postgres://h/d?ssl=true"), "sslmode") == "require");
  CHECK(parameter(parsed("postgres://h/d?ssl=0"), "sslmode") == "disable");
  CHECK(parameter(parsed("postgres://h/d?sslmode=no-verify"), "sslmode") == "require");
}

TEST_CASE("an unknown key is refused by name, with the nearest known one") {
  clean_environment const env;
  auto const error = refusal_of("postgresql://u@h/d?sslmod=require");
  CHECK(contains(error, "\"sslmod\""));
  CHECK(contains(error, "did you mean sslmode?"));
  CHECK(contains(refusal_of("postgresql://u@h/d?preparethreshold=0"), "did you mean prepare"));
  CHECK(contains(refusal_of("host=h database=d"), "\"database\""));
  CHECK_FALSE(contains(refusal_of("postgresql://u@h/d?a%20b=1"), "a b"));
}

TEST_CASE("text in no known form is refused and not repeated") {
  clean_environment const env;
  for (char const* text : {"",
                           "  ",
                           "staging",
                           "mysql://planted/d",
                           "\"postgresql://h/d",
                           "postgresql:/planted",
                           "postgresql://[::1",
                           "postgresql://[]/d",
                           "postgresql://[::1]x/d",
                           "postgresql://h:port/d",
                           "postgresql://h:0/d",
                           "postgresql://h:65536/d",
                           "postgresql://h/d?key",
                           "postgresql://h/%zz",
                           "postgresql://h/%0",
                           "postgresql://h/%00",
                           "postgresql://a@b@h/d",
                           "postgresql://h/a@b",
                           "postgresql://h/d&sslmode=require",
                           "host=a,b port=1,2,3",
                           "host=;x",
                           "dbname=postgres://h"}) {
    CAPTURE(text);
    auto const error = refusal_of(text);
    CHECK_FALSE(error.empty());
    CHECK_FALSE(contains(error, "staging"));
    CHECK_FALSE(contains(error, "planted"));
  }
}

TEST_CASE("the text is searched in a fixed order, and the source is reported") {
  clean_environment const env;
  clean_environment::unset("PGUSER");
  CHECK(contains(refusal([] { static_cast<void>(find_target({})); }), "--url-env"));

  clean_environment::set("PGHOST", "from-pghost");
  CHECK(find_target({}).shown.source == "libpq environment");
  CHECK(find_target({}).shown.host == "from-pghost");

  clean_environment::set("DATABASE_URL", "postgresql://u@from-url/d");
  CHECK(find_target({}).shown.source == "DATABASE_URL");
  CHECK(find_target({}).shown.host == "from-url");

  clean_environment::set("POOLPROBE_TEST_URL", "postgresql://u@from-named/d\n");
  auto const named = find_target({.argument = {}, .url_env = "POOLPROBE_TEST_URL", .url_file = {}});
  CHECK(named.shown.source == "environment variable POOLPROBE_TEST_URL");
  CHECK(named.shown.host == "from-named");

  auto const argument = find_target({.argument = "host=from-argument", .url_env = {}, .url_file = {}});
  CHECK(argument.shown.source == "argument");
  CHECK(argument.shown.host == "from-argument");
}

TEST_CASE("an unset variable or an empty argument does not fall through to another source") {
  clean_environment const env;
  clean_environment::set("DATABASE_URL", "postgresql://u@h/d");
  auto const of = [](target_request request) {
    return refusal([&] { static_cast<void>(find_target(request)); });
  };
  CHECK(
      contains(of({.argument = {}, .url_env = "POOLPROBE_TEST_URL", .url_file = {}}), "POOLPROBE_TEST_URL"));
  CHECK(contains(of({.argument = "", .url_env = {}, .url_file = {}}), "empty"));
  CHECK(contains(of({.argument = "host=h", .url_env = "X", .url_file = {}}), "more than one"));
}

TEST_CASE("a file holds one connection text") {
  clean_environment const env;
  auto const of = [](std::string path) {
    return find_target({.argument = {}, .url_env = {}, .url_file = std::move(path)});
  };
  auto const refused = [&](std::string const& content) {
    scratch_file const file{content};
    return refusal([&] { static_cast<void>(of(file.path.string())); });
  };
  scratch_file const good{"\n\r\n  postgresql://u@from-file/d\r\n\n"};
  CHECK(of(good.path.string()).shown.host == "from-file");
  CHECK(of(good.path.string()).shown.source == "file " + good.path.string());
  CHECK(contains(refused("host=a\nhost=b\n"), "more than one line"));
  CHECK(contains(refused("\n\n"), "is empty"));
  CHECK(contains(refused(std::string(70000, 'x')), "64 KiB"));
  CHECK(contains(refusal([&] { static_cast<void>(of("/nonexistent/url")); }), "/nonexistent/url"));
  CHECK(contains(refusal([&] { static_cast<void>(of("/")); }), "cannot read"));
}

TEST_CASE("keys that several drivers have are read as those of the driver that is named") {
  clean_environment const env;
  auto const read = [](std::string const& keys, std::string_view driver) {
    return parse_target("postgresql://u@h/d?" + keys, "argument", driver).shown;
  };
  CHECK(read("statement_cache_mode=describe", "").driver == "pgx");
  CHECK(read("statement_cache_mode=describe", "pgx-v4").driver == "pgx-v4:describe");
  CHECK(read("statement_cache_mode=prepare", "pgx-v4").driver == "pgx-v4");
  CHECK(read("statement_cache_mode=describe", "pgx-v4").startup.empty());
  CHECK(read("statement_cache_mode=describe", "gorm").startup.size() == 1);
  CHECK(read("default_query_exec_mode=exec", "pgx-v4").startup.size() == 1);
  CHECK(read("default_query_exec_mode=exec", "").driver == "pgx:exec");
  CHECK(read("default_query_exec_mode=exec", "gorm").driver == "gorm:exec");
  CHECK(read("default_query_exec_mode=simple_protocol", "gorm").driver == "gorm:simple");
  CHECK(read("default_query_exec_mode=exec", "rails").driver == "rails");
  auto const jdbc = parse_target("jdbc:postgresql://h/d?statement_cache_mode=describe", "argument", "pgx-v4");
  CHECK(jdbc.shown.driver == "pgjdbc");
}

TEST_CASE("a key that no driver owns is read as the driver that is named reads it, or the one beneath it") {
  clean_environment const env;
  auto const read = [](std::string const& keys, std::string_view driver) {
    return parse_target("postgresql://u@h/d?" + keys, "argument", driver).shown;
  };
  for (auto const driver : {"node-postgres", "kysely", "knex", "pg-promise", "prisma-7"}) {
    CAPTURE(driver);
    auto const timed = read("statement_timeout=5000", driver);
    CHECK(timed.driver == driver);
    REQUIRE(timed.startup.size() == 1);
    CHECK(timed.startup.front().value == "5000");
    auto const foreign = read("foo=bar", driver);
    REQUIRE(foreign.settings_removed.size() == 1);
    CHECK(foreign.settings_removed.front().effect == setting_effect::ignored);
    CHECK(foreign.startup.empty());
  }
  for (auto const driver : {"pgx", "gorm", "lib-pq", "postgres-js"}) {
    CAPTURE(driver);
    auto const sent = read("foo=bar", driver).startup;
    REQUIRE(sent.size() == 1);
    CHECK(sent.front().name == "foo");
    CHECK_FALSE(sent.front().known);
    CHECK(contains(read("foo=bar", driver).advice.front().remedy, "leave it out"));
  }
  CHECK(read("search_path=app", "psycopg3").settings_removed.front().effect == setting_effect::fails);
  CHECK(read("search_path=app", "diesel-async").settings_removed.front().effect == setting_effect::fails);
  CHECK(contains(refusal([&] { static_cast<void>(read("foo=bar", "psycopg3")); }), "\"foo\""));
  CHECK(read("search_path=app&prepareThreshold=0", "pgx").driver == "pgx");
  CHECK(read("application_name=a", "pgx").driver == "pgx");
}

TEST_CASE("every driver and configuration that the key table names is in the catalogue") {
  for (auto const& row : driver_keys()) {
    if (row.driver.empty()) {
      CHECK(row.config.empty());
      continue;
    }
    auto const id = std::string{row.driver} + (row.config.empty() ? "" : ":" + std::string{row.config});
    CAPTURE(id);
    CHECK(find_driver(id).config != nullptr);
  }
}

TEST_CASE("text that stands in an assignment or in quotes is read, and that is said") {
  clean_environment const env;
  auto const source = [](std::string_view text) { return parsed(text).shown.source; };
  for (char const* text :
       {"DATABASE_URL=\"postgresql://app@h:6543/d\"", "export DATABASE_URL=postgresql://app@h:6543/d",
        "DATABASE_URL='postgresql://app@h:6543/d'", "DATABASE_URL: postgresql://app@h:6543/d",
        "set DATABASE_URL=postgresql://app@h:6543/d",
        "export DATABASE_URL=\"host=h user=app dbname=d port=6543\";"}) {
    CAPTURE(text);
    CHECK(parsed(text).shown.host == "h");
    CHECK(parsed(text).shown.port == "6543");
    CHECK(source(text) == "test, written as DATABASE_URL=...");
  }
  CHECK(source("'postgresql://app@h/d'") == "test, in quotes");
  CHECK(source("postgresql://app@h/d") == "test");
  CHECK(source("host=h user=app") == "test");
  CHECK(source("host='h' user='app'") == "test");
  CHECK(driver_of("JDBC_URL=jdbc:postgresql://h/d") == "pgjdbc");
}

TEST_CASE("a line of a configuration or a program is read for the text in it, and that is said") {
  clean_environment const env;
  struct {
    char const* text;
    char const* variable;
  } const rows[] = {
      {"spring.datasource.url=postgresql://app@h:6543/d", "spring.datasource.url"},
      {"spring.datasource.url: postgresql://app@h:6543/d", "spring.datasource.url"},
      {"\"DATABASE_URL\": \"postgresql://app@h:6543/d\",", "DATABASE_URL"},
      {"  \"DATABASE_URL\" : \"postgresql://app@h:6543/d\"", "DATABASE_URL"},
      {"{ \"DATABASE_URL\": \"postgresql://app@h:6543/d\" }", "DATABASE_URL"},
      {"\"ConnectionStrings\": { \"Orders\": \"Host=h;Port=6543;Database=d;Username=app\" }", "Orders"},
      {"{\"LOG\": \"info\", \"DATABASE_URL\": \"postgresql://app@h:6543/d\", \"N\": \"1\"}", "DATABASE_URL"},
      {"$env:DATABASE_URL=\"postgresql://app@h:6543/d\"", "DATABASE_URL"},
      {"$env:DATABASE_URL = 'postgresql://app@h:6543/d'", "DATABASE_URL"},
      {"$Env:DATABASE_URL=\"postgresql://app@h:6543/d\"", "DATABASE_URL"},
      {"$ENV{DATABASE_URL} = \"postgresql://app@h:6543/d\";", "DATABASE_URL"},
      {"ENV['DATABASE_URL'] = 'postgresql://app@h:6543/d'", "DATABASE_URL"},
      {"url: \"postgresql://app@h:6543/d\"", "url"},
      {"'url' => 'postgresql://app@h:6543/d',", "url"},
      {":url => \"postgresql://app@h:6543/d\",", "url"},
      {"url: 'postgresql://app@h:6543/d',", "url"},
      {"const url = 'postgresql://app@h:6543/d';", "url"},
      {"dsn := \"host=h port=6543 user=app dbname=d\"", "dsn"},
      {"let url = `postgresql://app@h:6543/d`;  // pooled", "url"},
      {"ENV DATABASE_URL=postgresql://app@h:6543/d", "DATABASE_URL"},
      {"database-url = \"postgresql://app@h:6543/d\"", "database-url"},
  };
  for (auto const& row : rows) {
    CAPTURE(row.text);
    CHECK(display_of(row.text) == "postgresql://app@h:6543/d");
    CHECK(contains(parsed(row.text).shown.source, "written as " + std::string(row.variable) + "=..."));
  }
  CHECK(driver_of("spring.datasource.url=jdbc:postgresql://h:6543/d") == "pgjdbc");
}

TEST_CASE("what is left behind a URL is none of its database, and that is said") {
  clean_environment const env;
  struct {
    char const* text;
    char const* said;
  } const rows[] = {
      {"postgresql://app@h:6543/d,", "without the ',' behind it"},
      {"postgresql://app@h:6543/d;", "without the ';' behind it"},
      {"postgresql://app@h:6543/d\"", "without the '\"' behind it"},
      {"psql \"postgresql://app@h:6543/d\" -c 'select 1'", "between quotes"},
      {"connect('postgresql://app@h:6543/d', timeout=3)", "between quotes"},
      {"<add name=\"Db\" connectionString=\"Host=h;Port=6543;Database=d;Username=app\" />", "between quotes"},
      {"DATABASE_URL=postgresql://app@h:6543/d,", "without the ',' behind it"},
      {"postgresql://app@h:6543/d # pooled", "with a comment behind it"},
      {"postgresql://app@h:6543/d  // pooled", "with a comment behind it"},
      {"`postgresql://app@h:6543/d`", "in quotes"},
      {"\"postgresql://app@h:6543/d\",", "in quotes"},
      {"<postgresql://app@h:6543/d>", "in brackets"},
  };
  for (auto const& row : rows) {
    CAPTURE(row.text);
    CHECK(display_of(row.text) == "postgresql://app@h:6543/d");
    CHECK(contains(parsed(row.text).shown.source, row.said));
  }
  CHECK(display_of("postgresql://app@h:6543/d#x") == "postgresql://app@h:6543/d%23x");
}

TEST_CASE("of several texts between quotes none is taken, and none of libpq's own values") {
  clean_environment const env;
  CHECK_FALSE(refusal_of("copy 'postgresql://u:planted@h/d' to 'postgresql://u@h2/d'").empty());
  CHECK_FALSE(contains(refusal_of("copy 'postgresql://u:planted@h/d' to 'postgresql://u@h2/d'"), "planted"));
  CHECK_FALSE(refusal_of("dbname='postgresql://u@h/d' connect_timeout=3").empty());
}

TEST_CASE("the scheme of pgjdbc-ng is not taken for pgjdbc's") {
  clean_environment const env;
  CHECK(contains(refusal_of("jdbc:pgsql://h/d"), "pgjdbc-ng"));
  CHECK(contains(refusal_of("spring.datasource.url=jdbc:pgsql://h/d"), "pgjdbc-ng"));
}

TEST_CASE("GORM's documented form and every property of pgjdbc are known") {
  clean_environment const env;
  auto const gorm = parsed("host=h user=u dbname=d port=6543 TimeZone=UTC").shown;
  REQUIRE(gorm.settings_removed.size() == 1);
  CHECK(gorm.settings_removed.front().meaning.starts_with("GORM takes it out"));
  CHECK(parameter(parsed("jdbc:postgresql://h/d?channelBinding=require"), "channel_binding") == "require");
  for (char const* property : {"adaptiveFetch", "hideUnprivilegedObjects", "requireAuth", "sslNegotiation",
                               "logServerErrorDetail", "queryTimeout"}) {
    CAPTURE(property);
    auto const all = parsed("jdbc:postgresql://h/d?" + std::string(property) + "=1").shown.settings_removed;
    REQUIRE(all.size() == 1);
    CHECK(all.front().effect == setting_effect::none);
    CHECK(all.front().meaning.starts_with("pgjdbc's"));
  }
}

TEST_CASE("a comment behind a value and lines of comment are none of the text") {
  clean_environment const env;
  auto const source = [](std::string_view text) { return parsed(text).shown.source; };
  for (char const* text : {"DATABASE_URL=postgresql://app@h:6543/d # pooled",
                           "DATABASE_URL=\"postgresql://app@h:6543/d\" # pooled",
                           "- DATABASE_URL: 'postgresql://app@h:6543/d'\t# a = b"}) {
    CAPTURE(text);
    CHECK(display_of(text) == "postgresql://app@h:6543/d");
    CHECK(source(text) == "test, written as DATABASE_URL=... with a comment behind it");
  }
  CHECK(display_of("A=postgresql://app@h:6543/d#x") == "postgresql://app@h:6543/d%23x");
  CHECK(display_of("\xef\xbb\xbfpostgresql://app@h:6543/d") == "postgresql://app@h:6543/d");
  CHECK(display_of("\xef\xbb\xbf# of the shop\r\n\r\nDATABASE_URL=postgresql://app@h:6543/d\r\n") ==
        "postgresql://app@h:6543/d");
  CHECK(source("# of the shop\npostgresql://app@h/d\n# end\n") == "test, without its lines of comment");
  CHECK(display_of("host=h\nuser=app port=6543\ndbname=d") == "postgresql://app@h:6543/d");
}

TEST_CASE("of several variables the only one that has a connection text is taken") {
  clean_environment const env;
  for (char const* text :
       {"REDIS_URL=redis://r:1/0\nSECRET=\"abc==\"\nDATABASE_URL=postgresql://app@h:6543/d\n",
        "DATABASE_URL=postgresql://app@h:6543/d\nPOOL=5 # many\n",
        "DATABASE_URL=postgresql://app@h:6543/d POOL=5", "POOL=5 DATABASE_URL=postgresql://app@h:6543/d",
        "A=1\nDSN=\"host=h user=app dbname=d port=6543\"\n"}) {
    CAPTURE(text);
    CHECK(display_of(text) == "postgresql://app@h:6543/d");
  }
  auto const two = refusal_of("DATABASE_URL=postgresql://a@h/d\nDIRECT_URL=postgresql://a@h:1/d");
  CHECK(contains(two, "more than one variable has a connection text: DATABASE_URL and DIRECT_URL"));
  scratch_file const file{"# shop\nPOOL=5\nDATABASE_URL=\"postgresql://u@from-file/d\"\n"};
  auto const t = find_target({.argument = {}, .url_env = {}, .url_file = file.path.string()});
  CHECK(t.shown.host == "from-file");
  CHECK(contains(t.shown.source, ", written as DATABASE_URL=..."));
}
