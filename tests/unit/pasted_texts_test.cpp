// Real-world texts (tests/explain/texts.txt): explain must say what each is, whose, and what to do.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <string>
#include <vector>

#include "drivers/fill_in_settings.hpp"
#include "drivers/framework_names.hpp"
#include "explain/error_class.hpp"
#include "explain/explain.hpp"
#include "explain/message_translations.hpp"
#include "explain/pages.hpp"
#include "explain/pasted_text.hpp"
#include "explain/translated_message.hpp"

using namespace poolprobe;

namespace {

struct pasted {
  std::string title;
  std::string text;
  std::vector<std::string> wanted;
  std::vector<std::string> unwanted;
};

std::vector<pasted> all_texts() {
  std::ifstream file(POOLPROBE_TEXTS);
  REQUIRE(file);
  std::vector<pasted> all;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("@ ")) {
      all.push_back({line.substr(2), {}, {}, {}});
    } else if (all.empty()) {
      continue;  // what the file is, at its head
    } else if (line.starts_with("= ")) {
      all.back().wanted.push_back(line.substr(2));
    } else if (line.starts_with("! ")) {
      all.back().unwanted.push_back(line.substr(2));
    } else {
      all.back().text += line + "\n";
    }
  }
  return all;
}

/// What is missing or too much in the page; empty where the text was recognised.
std::string shortcoming(pasted const& one) {
  auto const page = explain(one.text);
  if (!page) return "no page";
  for (auto const& fragment : one.wanted) {
    if (page->find(fragment) == std::string::npos)
      return fmt::format("lacks \"{}\" in:\n{}", fragment, *page);
  }
  for (auto const& fragment : one.unwanted) {
    if (page->find(fragment) != std::string::npos) return fmt::format("has \"{}\" in:\n{}", fragment, *page);
  }
  return {};
}

}  // namespace

TEST_CASE("texts as people paste them are recognised, with the driver and a fix") {
  auto const all = all_texts();
  std::size_t recognised = 0;
  for (auto const& one : all) {
    CAPTURE(one.title);
    auto const wrong = shortcoming(one);
    CHECK_MESSAGE(wrong.empty(), wrong);
    if (wrong.empty()) ++recognised;
  }
  CHECK(all.size() >= 60);
  MESSAGE(recognised << " of " << all.size() << " pasted texts recognised");
}

TEST_CASE("escapes and typographic quotes are undone, names are found between quotes of one kind") {
  CHECK(plain_text("a \\\"b\\\" &quot;c&quot; \u201cd\u201d \u00abe\u00bb \u00ab f \u00bb \u00bbg\u00ab h") ==
        "a \"b\" \"c\" \"d\" \"e\" \"f\" \"g\" h");
  CHECK(plain_text(" \x1b[31mred\x1b[0m\n") == "red");
  CHECK(quoted_parts("l'x \"S_1\" n'y") == std::vector<std::string>{"x \"S_1\" n", "S_1"});
  CHECK(codes_in("ERROR: 42P05 (SQLSTATE 08P01) ABCDE x26000") == std::vector<std::string>{"42P05", "08P01"});
}

TEST_CASE("a setting is read in the spelling of many languages") {
  auto const read = [](std::string_view text) {
    auto const found = setting_in(text);
    return found ? found->key + "=" + found->value : "";
  };
  for (char const* text :
       {"prepare=false", "prepare: false", "'prepare' => false,", "\"prepare\": false", ":prepare => false",
        "prepare = false  # for the pooler", "--prepare=false", "?prepare=false",
        "spring.x-y.prepare: \"false\"", "prepare: :false", "{ prepare: false }"}) {
    CAPTURE(text);
    CHECK(read(text) == "prepare=false");
  }
  CHECK(read("FATAL: no such user").empty());
  CHECK(read("prepare").empty());
  CHECK(*value_within("p.setProperty(\"prepareThreshold\", \"0\");", "prepareThreshold") == "0");
  CHECK_FALSE(value_within("unsupported startup parameter: prepareThreshold", "prepareThreshold"));
}

TEST_CASE("every setting, code, URL and fix of the catalogue is explained, as it is printed") {
  auto const is_explained = [](std::string_view text) { return text.empty() || explain(text).has_value(); };
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      auto const id = id_of({&d, &c});
      CAPTURE(id);
      for (auto const text : {c.setting, c.code, c.url}) {
        CAPTURE(text);
        CHECK(is_explained(text));
      }
      CHECK(is_explained(setting_text(c)));
      CHECK(is_explained(std::string(d.name) + ": " + setting_text(c)));
      CHECK(is_explained("* " + std::string(d.name) + ": " + setting_text(c)));
    }
  }
  for (auto const& framework : framework_entries()) {
    CAPTURE(framework.name);
    CAPTURE(framework.setting);
    CHECK((framework.setting.starts_with("no") || is_explained(framework.setting)));
  }
}

TEST_CASE("every fix of an error is explained, alone and as it is printed") {
  for (auto const& e : error_classes()) {
    auto const remedy = with_settings(e.remedy);
    CAPTURE(remedy);
    CHECK(explain(remedy).has_value());
    CHECK(explain("Fix: " + remedy + ".").has_value());
  }
}

TEST_CASE("settings as programs and their files spell them are explained, with the driver that has them") {
  struct {
    std::string text;
    char const* says;
  } const rows[] = {
      {"DefaultQueryExecMode = pgx.QueryExecModeExec", "pgx"},
      {"config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe", "pgx"},
      {"ds.setPrepareThreshold(0)", "pgjdbc"},
      {"dataSource.setPrepareThreshold(0);", "pgjdbc"},
      {"dataSource.addDataSourceProperty(\"prepareThreshold\", \"0\");", "pgjdbc"},
      {"MaxAutoPrepare=20", "Npgsql"},
      {"builder.MaxAutoPrepare = 20;", "Npgsql"},
      {"$pdo->setAttribute(PDO::ATTR_EMULATE_PREPARES, true)", "PHP PDO"},
      {"$pdo->setAttribute(PDO::ATTR_EMULATE_PREPARES, true);", "PHP PDO"},
      {"[PDO::ATTR_EMULATE_PREPARES => true]", "PHP PDO"},
      {"PDO::ATTR_EMULATE_PREPARES => false,", "PHP PDO"},
      {"$dbh->{pg_server_prepare} = 0;", "DBD::Pg"},
      {"$dbh->{pg_server_prepare} = 0", "DBD::Pg"},
      {"{ pg_server_prepare => 0 }", "DBD::Pg"},
      {".statement_cache_capacity(0)", "sqlx"},
      {"PgConnectOptions::new().statement_cache_capacity(0)", "sqlx"},
      {"PDO::ATTR_EMULATE_PREPARES, true", "PHP PDO"},
      {"poolConfig.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol", "# pgx:simple"},
      {"pgbouncer.max_prepared_statements", "max_prepared_statements"},
      {"pgbouncer.max_prepared_statements = 200", "max_prepared_statements"},
      {"<property name=\"prepareThreshold\" value=\"0\"/>", "pgjdbc"},
      {"<prepareThreshold>0</prepareThreshold>", "pgjdbc"},
      {"conn.prepare_threshold = None", "psycopg 3"},
      {"psycopg.connect(dsn, prepare_threshold=None)", "psycopg 3"},
      {"asyncpg.create_pool(dsn, statement_cache_size=0)", "asyncpg"},
      {"const sql = postgres(url, { prepare: false })", "postgres.js"},
      {"conn.config.prepareThreshold=0", "pgjdbc"},
  };
  for (auto const& row : rows) {
    CAPTURE(row.text);
    auto const page = explain(row.text);
    CHECK(page.has_value());
    auto const says = std::string(row.says);
    CAPTURE(says);
    CHECK(page.value_or("").find(says) != std::string::npos);
  }
}

TEST_CASE("what a program does with a statement is no setting of a driver's") {
  CHECK_FALSE(setting_in_code("db.prepare(sql)").has_value());
  CHECK_FALSE(setting_in_code("db.prepare(\"select 1\")").has_value());
  CHECK(setting_in_code("o.setCacheSize(-1)")->key == "CacheSize");
  CHECK(setting_in_code("<a key='k' value='v'/>")->value == "v");
}

TEST_CASE("a number between quotes is no statement's name, but the name beside the word is") {
  CHECK_FALSE(explain(R"({"level":"warn","attempt":"3","msg":"cannot move the cursor of the page"})"));
  CHECK(names_beside(R"({"pid":"4711","message":"prepared statement "s0" already exists"})") ==
        std::vector<std::string>{"s0"});
  CHECK(names_beside("cursor \"a b\" and portal \"c\"") == std::vector<std::string>{"a b", "c"});
  CHECK(names_beside("attempt '3' failed").empty());
  CHECK(with_double_quotes("statement 's0' l'x n'y `a`.") == "statement \"s0\" l'x n'y \"a\".");
}

TEST_CASE("every translation that is known is explained as its English message") {
  auto const filled = [](std::string_view pattern) {
    std::string text;
    for (std::size_t at = 0; at < pattern.size();) {
      auto const varies = pattern.substr(at).starts_with("...");
      auto const is_name = varies && at > 0 && pattern[at - 1] == '"';
      text += varies ? std::string(is_name ? "S_1" : "2") : std::string(1, pattern[at]);
      at += varies ? 3 : 1;
    }
    return text;
  };
  for (auto const& row : message_translations()) {
    CAPTURE(row.english);
    CAPTURE(row.translated);
    auto const english = explain(filled(row.english));
    auto const translated = explain(filled(row.translated));
    REQUIRE(english.has_value());
    CHECK(translated.value_or("") == *english);
  }
}

TEST_CASE("a message in another language is given in English as well") {
  auto const english = [](std::string_view text) { return with_english(plain_text(text)); };
  CHECK(english("FEHLER: vorbereitete Anweisung \u00bba1\u00ab existiert nicht")
            .ends_with("\nprepared statement \"a1\" does not exist"));
  CHECK(with_english("ERROR: x") == "ERROR: x");
}
