// Real-world texts (tests/explain/texts.txt): explain must say what each is, whose, and what to do.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <string>
#include <vector>

#include "explain/explain.hpp"
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

TEST_CASE("a number between quotes is no statement's name, but the name beside the word is") {
  CHECK_FALSE(explain(R"({"level":"warn","attempt":"3","msg":"cannot move the cursor of the page"})"));
  CHECK(names_beside(R"({"pid":"4711","message":"prepared statement "s0" already exists"})") ==
        std::vector<std::string>{"s0"});
  CHECK(names_beside("cursor \"a b\" and portal \"c\"") == std::vector<std::string>{"a b", "c"});
  CHECK(names_beside("attempt '3' failed").empty());
  CHECK(with_double_quotes("statement 's0' l'x n'y `a`.") == "statement \"s0\" l'x n'y \"a\".");
}

TEST_CASE("a message in another language is given in English as well") {
  auto const english = [](std::string_view text) { return with_english(plain_text(text)); };
  CHECK(english("FEHLER: vorbereitete Anweisung \u00bba1\u00ab existiert nicht")
            .ends_with("\nprepared statement \"a1\" does not exist"));
  CHECK(with_english("ERROR: x") == "ERROR: x");
}
