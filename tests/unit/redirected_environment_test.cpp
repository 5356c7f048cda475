// The environment of a program that is led elsewhere: its connection text in its own dialect, and libpq's
// variables.
#include "connection_text/child_environment.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "connection_text/connection_text_dialect.hpp"
#include "unit/scoped_environment.hpp"

using namespace poolprobe;

namespace {

redirection to_port_7(std::string const& text, std::string const& password = {}) {
  auto const from = parse_target(text, "test");
  return redirect(from, password.empty() ? from.password : secret(password), "127.0.0.1", 7);
}

std::string url(std::string const& text, std::string const& password = {}) {
  return to_port_7(text, password).url.reveal();
}

std::string value(redirection const& of, std::string const& name) {
  auto const found =
      std::find_if(of.set.begin(), of.set.end(), [&](auto const& each) { return each.first == name; });
  return found == of.set.end() ? "(not set)" : found->second.reveal();
}

}  // namespace

TEST_CASE("user, password, database and parameters stay, place and TLS go") {
  clean_environment const none;
  CHECK(url("postgresql://u:p%40ss@h1,h2:5432,6432/d?application_name=x%20y&sslmode=require"
            "&sslrootcert=/r&channel_binding=require&options=-c%20a%3Db&connect_timeout=3") ==
        "postgresql://u:p%40ss@127.0.0.1:7/d?application_name=x%20y&sslmode=disable&options=-c%20a%3Db"
        "&connect_timeout=3");
  CHECK(url("postgres://u@/d?host=/tmp&port=5433") == "postgres://u@127.0.0.1:7/d");
}

TEST_CASE("pairs stay pairs, in the notation of who reads them") {
  clean_environment const none;
  CHECK(url("host=h port=6432 dbname='a b' user=u password='p\\'q' application_name=x sslmode=require") ==
        "host=127.0.0.1 port=7 user=u password='p\\'q' dbname='a b' application_name=x sslmode=disable");
  CHECK(url("pgsql:host=h;port=6432;dbname=app") == "pgsql:host=127.0.0.1;port=7;dbname=app");
  CHECK(url("pgsql:host=h;dbname=app;user=app;sslmode=verify-full;sslrootcert=/r") ==
        "pgsql:host=127.0.0.1;port=7;user=app;dbname=app;sslmode=disable");
  CHECK(url("dbi:Pg:dbname=app;host=h;options='-c a=b'") ==
        "dbi:Pg:host=127.0.0.1;port=7;dbname=app;options='-c a=b'");
  CHECK(url("Host=h;Port=6432;Database=app;Username=app") ==
        "Host=127.0.0.1;Port=7;Username=app;Database=app");
  CHECK(url("Server=h:6432;User ID=app;Password=\"p;q\";Database=app;SSL Mode=VerifyFull;Root Certificate=/r;"
            "Max Auto Prepare=20") ==
        "Host=127.0.0.1;Port=7;Username=app;Password=\"p;q\";Database=app;SSL Mode=disable;Max Auto "
        "Prepare=20");
}

TEST_CASE("every notation that is read is written again, with another place and all else as it was") {
  clean_environment const none;
  std::vector<std::string> texts = {"host=h port=6432 dbname=app user=app password=pw",
                                    "Host=h;Port=6432;Database=app;Username=app;Password=pw"};
  for (auto const& each : all_dialects()) {
    std::string const prefix(each.prefix);
    if (each.form == form::npgsql) continue;
    if (each.form == form::semicolons)
      texts.push_back(prefix + "host=h;port=6432;dbname=app;user=app;password=pw");
    else if (each.login_in_front)
      texts.push_back(prefix + "app:pw@h:6432/app");
    else
      texts.push_back(prefix + "h:6432/app?user=app&password=pw");
  }
  for (auto const& text : texts) {
    CAPTURE(text);
    auto const written = url(text);
    CAPTURE(written);
    auto const before = parse_target(text, "test");
    auto const after = parse_target(written, "test");
    CHECK(find_dialect(text) == find_dialect(written));
    CHECK(written.substr(0, written.find_first_of(":=")) == text.substr(0, text.find_first_of(":=")));
    CHECK(after.shown.host == "127.0.0.1");
    CHECK(after.shown.port == "7");
    CHECK(after.shown.user == before.shown.user);
    CHECK(after.shown.database == before.shown.database);
    CHECK(after.shown.driver == before.shown.driver);
    CHECK(after.password.reveal() == "pw");
  }
}

TEST_CASE("a driver's URL stays in its dialect, with the driver's own keys") {
  clean_environment const none;
  CHECK(url("postgresql+asyncpg://u:p@h/d?prepared_statement_cache_size=0&ssl=require") ==
        "postgresql+asyncpg://u:p@127.0.0.1:7/d?prepared_statement_cache_size=0");
  CHECK(url("jdbc:postgresql://h:6432/d?user=u&password=p%26q&prepareThreshold=0&ssl=true") ==
        "jdbc:postgresql://127.0.0.1:7/d?user=u&password=p%26q&prepareThreshold=0");
  CHECK(url("postgres://u@h/d?pgbouncer=true&connection_limit=1") ==
        "postgres://u@127.0.0.1:7/d?pgbouncer=true&connection_limit=1");
}

TEST_CASE("a password of libpq's own file goes along, since it knows the old place only") {
  clean_environment const none;
  CHECK(url("postgresql://u@h/d", "from file") == "postgresql://u:from%20file@127.0.0.1:7/d");
}

TEST_CASE("without a text, the environment is the text") {
  clean_environment const none;
  clean_environment::set("PGHOST", "h");
  clean_environment::set("PGDATABASE", "d");
  auto const from = environment_target("test");
  CHECK(redirect(from, {}, "::1", 7).url.reveal() == "postgresql://somebody@[::1]:7/d");
}

TEST_CASE("the text gets no key that the target does not have, and TLS is refused where it had an opinion") {
  clean_environment const none;
  CHECK(url("postgresql://u@h/d") == "postgresql://u@127.0.0.1:7/d");
  CHECK(url("postgresql://u@h/d?sslmode=prefer&application_name=x") ==
        "postgresql://u@127.0.0.1:7/d?sslmode=disable&application_name=x");
  CHECK(url("jdbc:postgresql://h/d?sslmode=verify-full&user=u") ==
        "jdbc:postgresql://127.0.0.1:7/d?sslmode=disable&user=u");
  clean_environment::set("PGUSER", "from-environment");
  CHECK(url("jdbc:postgresql://h/d?prepareThreshold=0", "from file") ==
        "jdbc:postgresql://127.0.0.1:7/d?prepareThreshold=0");
}

TEST_CASE("libpq's variables lead there too, and none leads back or asks for TLS") {
  clean_environment const none;
  auto const to = to_port_7("postgresql://u:p@h/d?options=-ca%3Db&sslmode=verify-full&application_name=x");
  CHECK(value(to, "PGHOST") == "127.0.0.1");
  CHECK(value(to, "PGPORT") == "7");
  CHECK(value(to, "PGUSER") == "u");
  CHECK(value(to, "PGDATABASE") == "d");
  CHECK(value(to, "PGPASSWORD") == "p");
  CHECK(value(to, "PGSSLMODE") == "disable");
  CHECK(value(to, "PGOPTIONS") == "-ca=b");
  CHECK(value(to, "PGAPPNAME") == "x");
  for (auto const* name : {"PGHOSTADDR", "PGSERVICE", "PGSSLROOTCERT", "PGCHANNELBINDING", "PGGSSENCMODE"}) {
    CHECK(std::find(to.unset.begin(), to.unset.end(), name) != to.unset.end());
  }
  CHECK(value(to_port_7("postgresql://u@h/d"), "PGPASSWORD") == "(not set)");
}
