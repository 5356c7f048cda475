// Where the connection text may come from, and that the report names its source.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/scratch.hpp"
#include "lab/lab.hpp"
#include "support/run_program.hpp"
#include "support/servers.hpp"

using namespace poolprobe::testing;
namespace lab = poolprobe::lab;

namespace {

/// Runs `check` and returns the source that the report names, on the screen and in JSON.
std::string source_of(invocation what) {
  scratch_folder const folder;
  what.arguments.insert(what.arguments.begin(), "check");
  what.arguments.insert(what.arguments.end(), {"-o", "text", "-o", "json=" + folder.file("run.json")});
  auto const run = run_poolprobe(what);
  CHECK_MESSAGE(run.exit_code == 0, run.err);
  auto const record = nlohmann::json::parse(content_of(folder.file("run.json")), nullptr, false);
  REQUIRE(!record.is_discarded());
  auto source = record["target"]["source"].get<std::string>();
  // What was typed needs no name.
  auto const is_named = on_one_line(run.out).find("from " + source) != std::string::npos;
  CHECK_MESSAGE(is_named == (source != "argument"), run.out);
  return source;
}

std::string write(std::string const& file, std::string const& text) {
  std::ofstream(file) << text;
  return file;
}

}  // namespace

TEST_SUITE_BEGIN("server");

TEST_CASE("each source of the connection text is named") {
  lab::postgres const server(any_postgres());
  scratch_folder const folder;
  auto const url = server.url();
  auto const file = write(folder.file("url"), "\n" + url + "\n");
  auto const port = std::to_string(server.port());

  CHECK(source_of({{url}}) == "argument");
  CHECK(source_of({{"host=127.0.0.1 port=" + port + " user=app dbname=app"}}) == "argument");
  CHECK(source_of({{"--url-env", "MY_POOL"}, {{"MY_POOL", url}}}) == "environment variable MY_POOL");
  CHECK(source_of({{"--url-file", file}}) == "file " + file);
  CHECK(source_of({{"--url-file", "-"}, {}, url + "\n"}) == "standard input");
  CHECK(source_of({{}, {{"DATABASE_URL", url}}}) == "DATABASE_URL");
  CHECK(source_of(
            {{}, {{"PGHOST", "127.0.0.1"}, {"PGPORT", port}, {"PGUSER", "app"}, {"PGDATABASE", "app"}}}) ==
        "libpq environment");
}

TEST_CASE("what is given by hand wins over the environment") {
  lab::postgres const server(any_postgres());
  auto const elsewhere = std::string("postgresql://nobody@127.0.0.1:1/nothing");
  auto const url = server.url();
  CHECK(source_of({{url}, {{"DATABASE_URL", elsewhere}, {"PGPORT", "1"}}}) == "argument");
  CHECK(source_of({{}, {{"DATABASE_URL", url}, {"PGPORT", "1"}}}) == "DATABASE_URL");
}

TEST_CASE("libpq's service and password files are read") {
  lab::postgres const server(any_postgres(), {.users = {{"app", "sesame"}}});
  scratch_folder const folder;
  auto const port = std::to_string(server.port());
  auto const services =
      write(folder.file("services"), "[here]\nhost=127.0.0.1\nport=" + port + "\nuser=app\ndbname=app\n");
  auto const passwords = write(folder.file("passwords"), "127.0.0.1:*:*:app:sesame\n");
  std::filesystem::permissions(passwords, std::filesystem::perms(0600));
  CHECK(source_of({{"service=here"}, {{"PGSERVICEFILE", services}, {"PGPASSFILE", passwords}}}) ==
        "argument");
  CHECK(source_of({{}, {{"PGSERVICE", "here"}, {"PGSERVICEFILE", services}, {"PGPASSWORD", "sesame"}}}) ==
        "libpq environment");
}

TEST_CASE("TARGET alone means check") {
  lab::postgres const server(any_postgres());
  CHECK(run_poolprobe({server.url()}).exit_code == 0);
  CHECK(run_poolprobe({"-q", server.url()}).exit_code == 0);
}

TEST_SUITE_END();
