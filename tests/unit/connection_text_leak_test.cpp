#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "connection_text/find_target.hpp"
#include "model/fatal.hpp"
#include "unit/scoped_environment.hpp"

using namespace poolprobe;

namespace {

/// Passwords with whatever ends a part of some connection text. `marker` is in each, on either side of that.
constexpr std::string_view marker = "pLantEd";
constexpr std::array passwords{
    "pLantEd",         "pLantEd@pLantEd", "pLantEd:pLantEd",  "pLantEd/pLantEd",  "pLantEd?pLantEd",
    "pLantEd#pLantEd", "pLantEd%pLantEd", "pLantEd&pLantEd",  "pLantEd=pLantEd",  "pLantEd pLantEd",
    "pLantEd;pLantEd", "pLantEd,pLantEd", "pLantEd'pLantEd",  "pLantEd\\pLantEd", "pLantEd[pLantEd",
    "pLantEd+pLantEd", "pLantEd%zz",      "pLantEd%00",       "pLantEd%",         "12/pLantEd",
    "12?pLantEd=x",    "12?k=pLantEd",    "12/x?k=pLantEd",   "12?pLantEd",       "x&pLantEd=1",
    "x pLantEd=1",     "@pLantEd",        ":pLantEd",         "/pLantEd",         "?pLantEd",
    "pLantEd==",       "%2FpLantEd",      "%70LantEdpLantEd", "pLantEd\n",        "pLantEd://pLantEd"};

/// Where a password can stand, rightly or by mistake; {} is its place.
constexpr std::array shapes{"postgresql://u:{}@h:6432/d",
                            "postgres://u:{}@h/d?sslmode=require",
                            "postgresql://u:{}@h/d?unknown=1",
                            "postgresql://u:{}@h/d?sslmod=require",
                            "postgresql://u:{}@h/d?sslmode",
                            "postgresql://u:{}@h/d?sslmode=nonsense",
                            "postgresql://u:{}@h/d&sslmode=require",
                            "postgresql://u:{}@",
                            "postgresql://u:{}@h:port/d",
                            "postgresql://u:{}@h:99999/d",
                            "postgresql://u:{}@h /d",
                            "postgresql://u:{}@[::1/d",
                            "postgresql://u:{}@h/%zz",
                            "postgresql://:{}@h/d",
                            "postgresql://u:{}@h,i:1/d",
                            "postgresql:/u:{}@h/d",
                            "postgresql:u:{}@h/d",
                            "postgresql:/u:{}@h/d?sslmode=require",
                            "postgresql:///u:{}@h/d",
                            "postgresql//u:{}@h/d",
                            "u:{}@h/d",
                            "u:{}@h/d?sslmode=require",
                            "http://u:{}@h/d",
                            "mysql://u:{}@h/d",
                            "postgresql+unknown://u:{}@h/d",
                            "postgresql+asyncpg://u:{}@h/d?statement_cache_size=0",
                            "postgresql+psycopg://u:{}@h/d?unknown=1",
                            "postgresql+psycopg2://u:{}@h/d",
                            "postgresql+pg8000://u:{}@h/d",
                            "ecto://u:{}@h/d?unknown=1",
                            "asyncpg://u:{}@h/d",
                            "jdbc:postgresql://u:{}@h/d",
                            "jdbc:postgresql:u:{}@h/d",
                            "jdbc:postgresql://h/d?user=u&password={}",
                            "jdbc:postgresql://h/d?user=u&password={}&prepareThreshold=0&unknown=1",
                            "r2dbc:postgresql://u:{}@h/d?unknown=1",
                            "postgresql://h/d?user=u&password={}",
                            "postgresql://h/d?password={}&unknown=1",
                            "postgresql://h?password={}",
                            "postgresql://u@h/d?password={}&sslmode=nonsense",
                            "postgresql://u@h/d?sslpassword={}",
                            "host=h user=u password={}",
                            "host=h password={} unknown=1",
                            "host=h password={} user=u",
                            "password={}",
                            "host=h password='{}'",
                            "host=h password='{}' dbname=d",
                            "host=h password='{}",
                            "host=h sslpassword='{}'",
                            "host=h;user=u;password={}",
                            "Host=h;Username=u;Password={}",
                            "pgsql:host=h;password={}",
                            "pgsql:host=h;password='{}';unknown=1",
                            "dbi:Pg:dbname=d;password={}",
                            "Host=h;Password=\"{}\";Unknown=1",
                            "Host=h;Password='{}';Username=u",
                            "Password={};Host=h",
                            "Server=h;PWD={};Search Path=x",
                            "vertx-reactive:postgresql://u:{}@h/d?unknown=1",
                            "dbname='postgresql://u:{}@h/d'",
                            "dbname=postgresql://u:{}@h/d",
                            "host=postgresql://u:{}@h/d",
                            "host=u:{}@h",
                            "\"postgresql://u:{}@h/d\"",
                            "DATABASE_URL=postgresql://u:{}@h/d",
                            "{}",
                            "service=none password={}",
                            "host=h password=x\\ {}",
                            "postgresql://u:x%{}@h/d",
                            "postgresql://u:{}@h:1,i:2/d?port=1,2,3"};

/// Without the host, what follows an unencoded @ or / of the password is the host or the database of a good
/// URL.
constexpr std::array headless_shapes{"postgresql://u:{}", "postgresql://u:{}/d", "postgresql+asyncpg://u:{}"};

std::string fill(std::string_view shape, std::string_view password) {
  std::string text{shape};
  text.replace(text.find("{}"), 2, password);
  return text;
}

std::vector<std::string> all_that_may_be_printed(target_request const& request) {
  try {
    auto const found = find_target(request);
    auto const& s = found.shown;
    std::vector<std::string> words{
        s.display, s.source, s.host, s.port, s.database, s.user, s.driver.value_or("")};
    for (auto const& removed : s.settings_removed) {
      words.insert(words.end(), {removed.key, removed.value, removed.meaning});
    }
    for (auto const& one : s.startup) words.insert(words.end(), {one.name, one.value, one.key});
    for (auto const& a : s.advice) words.insert(words.end(), {a.about, a.says, a.remedy});
    for (auto const& [key, value] : found.parameters) {
      CHECK(key != "password");
    }
    return words;
  } catch (fatal const& error) {
    CHECK(error.code == exit_code::usage);
    return {error.message, error.hint, error.what()};
  }
}

void check_silence(target_request const& request) {
  for (auto const& word : all_that_may_be_printed(request)) {
    CAPTURE(word);
    CHECK(word.find(marker) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("a planted password is in nothing that may be printed, for good and bad text alike") {
  clean_environment const env;
  for (auto const* shape : shapes) {
    for (auto const* password : passwords) {
      auto const text = fill(shape, password);
      CAPTURE(text);
      check_silence({.argument = text, .url_env = {}, .url_file = {}});
    }
  }
}

TEST_CASE("a planted password is not taken for the host") {
  clean_environment const env;
  for (auto const* shape : headless_shapes) {
    for (std::string_view const password : passwords) {
      if (password.find_first_of("@/") != std::string_view::npos) continue;
      auto const text = fill(shape, password);
      CAPTURE(text);
      check_silence({.argument = text, .url_env = {}, .url_file = {}});
    }
  }
}

TEST_CASE("a text cut off anywhere does not show its password") {
  clean_environment const env;
  for (auto const* shape : shapes) {
    auto const text = fill(shape, marker);
    for (std::size_t length = 0; length < text.size(); ++length) {
      auto const cut = text.substr(0, length);
      CAPTURE(cut);
      check_silence({.argument = cut, .url_env = {}, .url_file = {}});
    }
  }
}

TEST_CASE("a text with one character lost does not show its password") {
  clean_environment const env;
  for (auto const* shape : shapes) {
    for (std::size_t lost = 0; lost < std::string_view{shape}.size(); ++lost) {
      std::string damaged{shape};
      damaged.erase(lost, 1);
      if (damaged.find("{}") == std::string::npos) continue;
      // Nobody can tell that "user:password@" without the colon is no user.
      if (std::string_view{shape}.substr(lost).starts_with(":{}")) continue;
      auto const text = fill(damaged, marker);
      CAPTURE(text);
      check_silence({.argument = text, .url_env = {}, .url_file = {}});
    }
  }
}

TEST_CASE("a text given where a name or path belongs is not repeated") {
  clean_environment const env;
  for (auto const* shape : {"postgresql://u:{}@h/d", "host=h password={}"}) {
    check_silence({.argument = {}, .url_env = fill(shape, marker), .url_file = {}});
    check_silence({.argument = {}, .url_env = {}, .url_file = fill(shape, marker)});
  }
}

TEST_CASE("a password of the environment is known, so that it can be scrubbed, and not shown") {
  clean_environment const env;
  clean_environment::set("PGPASSWORD", std::string{marker});
  clean_environment::set("PGHOST", "h");
  check_silence({});
  CHECK(find_target({}).password.reveal() == marker);
  clean_environment::set("PGDATABASE", "postgresql://u:pLantEd@h/d");
  check_silence({});
}

TEST_CASE("scrubbing replaces every occurrence, and leaves short secrets alone") {
  secret const password{"hunter2"};
  CHECK(password.redact("no hunter2, nohunter2hunter2") == "no ***, no******");
  CHECK(password.redact("nothing here") == "nothing here");
  CHECK(secret{"ab"}.redact("abab") == "abab");
  CHECK(secret{}.redact("text") == "text");
  CHECK(secret{"***"}.redact("a***b") == "a***b");
}
