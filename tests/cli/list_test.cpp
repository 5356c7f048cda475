#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/scratch.hpp"
#include "support/run_program.hpp"

using namespace poolprobe::testing;

namespace {

bool has(std::string const& text, std::string_view words) { return text.find(words) != std::string::npos; }

/// A run that must be refused before any work.
std::string refusal(std::vector<std::string> arguments) {
  auto const result = run_poolprobe(std::move(arguments));
  CHECK(result.exit_code == 2);
  CHECK(result.out.empty());
  return result.err;
}

std::string output_of(std::vector<std::string> arguments) {
  auto const result = run_poolprobe(std::move(arguments));
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  return result.out;
}

}  // namespace

TEST_CASE("explain gives a pipe the page as it is, and colour to who asks for it") {
  auto const page = output_of({"explain", "PP102"});
  CHECK(page.starts_with("# PP102 prepared/lost-statement\n\n"));
  CHECK(has(page, "\n## Fix it\n"));
  CHECK(output_of({"explain", "--color=always", "PP102"})
            .starts_with("\x1b[1mPP102 prepared/lost-statement\x1b[0m\n"));
}

TEST_CASE("explain understands an error line with quotes in it") {
  auto const page = output_of({"explain", "ERROR: prepared statement \"_pg3_0\" does not exist"});
  CHECK(has(page, "psycopg 3"));
  CHECK(has(page, "SQLSTATE 26000"));
}

TEST_CASE("explain without a word, or with one that means nothing, is a usage error") {
  CHECK(has(refusal({"explain"}), "explain what?"));
  CHECK(has(refusal({"explain", "lost-statment"}), "did you mean lost-statement?"));
  CHECK(has(refusal({"explain", "ERROR: something that nobody has seen"}), "report the whole line"));
  auto const strange = refusal({"explain", "hunter2!"});
  CHECK(has(strange, "poolprobe list"));
  CHECK_FALSE(has(strange, "hunter2"));
}

TEST_CASE("list shows what can be listed, and each list a line for each row") {
  auto const lists = output_of({"list"});
  for (char const* name : {"probes", "drivers", "formats", "dialects"}) CHECK(has(lists, name));
  CHECK(has(output_of({"list", "probes"}), "\nPP101  prepared/duplicate-name "));
  CHECK(has(output_of({"list", "drivers"}), "\npgjdbc:threshold-0 "));
  CHECK(has(output_of({"list", "formats"}), "json "));
  CHECK(has(output_of({"list", "dialects"}), "jdbc:postgresql://"));
}

TEST_CASE("a list in a pipe has a heading, a line for each row, and fits 80 columns") {
  struct listing {
    char const* name;
    char const* heading;
  };
  for (auto const& [name, heading] : {listing{"", "LIST "},
                                      {"probes", "CODE "},
                                      {"hazards", "CODE "},
                                      {"drivers", "ID "},
                                      {"formats", "NAME "},
                                      {"dialects", "PREFIX "}}) {
    CAPTURE(name);
    auto arguments = std::vector<std::string>{"list"};
    if (*name != 0) arguments.emplace_back(name);
    auto const text = output_of(arguments);
    CHECK(text.starts_with(heading));
    check_readable(text);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) CHECK(columns_of(line) <= 80);
    arguments.insert(arguments.end(), {"-o", "json"});
    auto const rows = nlohmann::json::parse(output_of(arguments)).size();
    CHECK(std::count(text.begin(), text.end(), '\n') == static_cast<long>(rows) + 1);
  }
}

TEST_CASE("list writes JSON with the columns as keys") {
  auto const probes = nlohmann::json::parse(output_of({"list", "probes", "-o", "json"}));
  CHECK(probes.at(0).at("code") == "PP101");
  CHECK(probes.at(0).at("id") == "prepared/duplicate-name");
  CHECK(probes.at(0).at("disturbs") == "log_line");
  CHECK(probes.at(10).at("option") == "--sacrificial");
  auto const hazards = nlohmann::json::parse(output_of({"list", "hazards", "-o", "json"}));
  CHECK(hazards.at(0).at("code") == "TR101");
  CHECK(hazards.at(0).at("with_support") == "works");
  auto const drivers = nlohmann::json::parse(output_of({"list", "drivers", "-o", "json"}));
  CHECK(drivers.at(0).at("language") == "Python");
  CHECK(drivers.at(1).at("effect") == "mends");
  CHECK(has(drivers.at(0).at("script").get<std::string>(), "P(__asyncpg_stmt_{process}__) D(S) H | B E S"));
}

TEST_CASE("list refuses what it does not have") {
  CHECK(has(refusal({"list", "driver"}), "poolprobe list drivers?"));
  CHECK(has(refusal({"list", "xyz"}), "probes, hazards, drivers, formats, dialects"));
  CHECK(has(refusal({"list", "probes", "-o", "junit"}), "text or json"));
}

TEST_CASE("a misspelt command, option or probe gets a hint") {
  CHECK(has(refusal({"explian", "PP101"}), "did you mean poolprobe explain?"));
  CHECK(has(refusal({"PP101"}), "did you mean poolprobe explain PP101?"));
  CHECK(has(refusal({"check", "--requier", "PP101"}), "did you mean --require"));
  CHECK(has(refusal({"check", "--only", "sesion", "host=/nowhere"}), "did you mean session?"));
  CHECK_FALSE(has(refusal({"check", "--passwrod=hunter2"}), "hunter2"));
}

TEST_CASE("check refuses limits that make no sense, and a selection of nothing") {
  for (auto const& arguments : std::vector<std::vector<std::string>>{{"--max-connections", "1"},
                                                                     {"--max-connections", "x"},
                                                                     {"--deadline", "0"},
                                                                     {"--deadline", "nan"},
                                                                     {"--only", "PP101", "--skip", "PP101"},
                                                                     {"--only", ""}}) {
    auto all = arguments;
    all.insert(all.begin(), {"check", "host=/nowhere"});
    CAPTURE(all.at(2));
    CHECK_FALSE(refusal(all).empty());
  }
}
