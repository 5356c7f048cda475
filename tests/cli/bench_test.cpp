// poolprobe bench: what it refuses before any work, and that it never shows the password of either target.
#include <fstream>

#include "cli/misuse.hpp"
#include "cli/planted.hpp"
#include "support/scripted_server.hpp"

using namespace poolprobe::testing;
using namespace std::string_literals;

namespace {

/// Nothing listens there.
constexpr char const* nobody = "postgresql://app@127.0.0.1:1/app?connect_timeout=2";

/// Refused with both these words, before any connection.
void bench_refuses(std::vector<std::string> options, std::string_view what, std::string_view to_do) {
  options.insert(options.begin(), "bench");
  options.emplace_back(nobody);
  check_says(misuse({std::move(options)}), what, to_do);
}

/// Accepted: only the connection fails.
void bench_accepts(std::vector<std::string> options,
                   std::vector<std::pair<std::string, std::string>> where = {}) {
  options.insert(options.begin(), "bench");
  options.emplace_back(nobody);
  auto const run = run_poolprobe({std::move(options), std::move(where)});
  CHECK_MESSAGE(run.exit_code == 3, run.err);
}

std::string written(scratch_folder const& folder, std::string const& name, std::string_view text) {
  auto const file = folder.file(name);
  std::ofstream(file) << text;
  return file;
}

/// Runs a benchmark with every format and stream; none may contain the password.
int check_tells_no_password(std::vector<std::string> arguments) {
  scratch_folder const folder;
  arguments.insert(arguments.begin(), {"bench", "-v", "-S", "simple,named", "--timeout", "1s", "-T", "20ms",
                                       "--warmup", "0", "--repeat", "1", "-c", "1", "-o", "text"});
  std::vector<std::string> files;
  for (auto const* format : {"json", "csv", "markdown"}) {
    files.push_back(folder.file(format));
    arguments.insert(arguments.end(), {"-o", format + "="s + files.back()});
  }
  auto const run = run_poolprobe(std::move(arguments));
  check_keeps_secret(run.out);
  check_keeps_secret(run.err);
  check_readable(run.err);
  for (auto const& file : files) {
    CAPTURE(file);
    CHECK(std::filesystem::exists(file));
    check_keeps_secret(content_of(file));
  }
  return run.exit_code;
}

}  // namespace

TEST_CASE("-c takes numbers of clients") {
  for (auto const* list : {"0", "-1", "x", "1,0", "1,x", "1.5", "20001", "99999999999999999999", "1 2"})
    bench_refuses({"-c", list}, "-c takes numbers from 1 to 20000", "-c 1,8,64");
  for (auto const* list : {"", ",", ",,"}) bench_refuses({"-c", list}, "-c names no number", "-c 1,8,64");
  bench_accepts({"-c", "1,8,,8,"});
}

TEST_CASE("times are within reason") {
  for (auto const* time : {"x", "", "0", "1us", "-1", "25h", "2000m", "nan", "5 s"})
    bench_refuses({"-T", time}, "--time takes a time from 10ms to 24h", "5s, 500ms or 2m");
  bench_refuses({"--warmup", "-1"}, "--warmup takes a time from 0 to 1h", "500ms");
  bench_refuses({"--timeout", "0"}, "--timeout takes a time from 100ms to 10min", "500ms");
  for (auto const* list : {"11s", "x", "-1", "0,11s", "20ms,x"})
    bench_refuses({"--rtt", list}, "--rtt takes times up to 10s", "--rtt 0,20ms,100ms");
  for (auto const* list : {"", ","}) bench_refuses({"--rtt", list}, "--rtt names no time", "--rtt 0,20ms");
  bench_accepts({"-T", "10ms", "--warmup", "0", "--timeout", "600", "--rtt", "0,20ms,10s"});
}

TEST_CASE("numbers are within reason") {
  for (auto const* rate : {"0", "-1", "nan", "inf", "1e7", "0.001"})
    bench_refuses({"--rate", rate}, "--rate takes operations a second", "0.01 to 1000000");
  bench_refuses({"--rate", "x"}, "--rate takes operations a second", "not \"x\"");
  for (auto const* jobs : {"0", "-1", "257"})
    bench_refuses({"-j", jobs}, "--jobs takes a number", "1 to 256");
  for (auto const* repeat : {"0", "1001"})
    bench_refuses({"--repeat", repeat}, "--repeat takes a number", "1 to 1000");
  for (auto const* statements : {"-1", "1001"})
    bench_refuses({"--transaction="s + statements}, "--transaction takes a number", "0 to 1000");
  bench_accepts({"--transaction", "3", "--rate", "0.01", "-j", "256", "--repeat", "1000"});
}

TEST_CASE("a table is made only where that is allowed") {
  for (auto const* query : {"lookup", "update"})
    bench_refuses({"--query", query}, "--query "s + query + " makes a table", "say --allow-ddl");
  bench_accepts({"--query", "lookup", "--allow-ddl"});
}

TEST_CASE("a query is known, or a file with one statement") {
  for (auto const* query : {"/no/such/file", "/", "", "selekt1"})
    bench_refuses({"--query", query}, "--query takes select1, lookup, update or a file that can be read",
                  "one SQL statement");
  scratch_folder const folder;
  bench_refuses({"--query", written(folder, "empty.sql", " ;\n")}, "there is no statement in",
                "one SQL statement");
  bench_refuses({"--query", written(folder, "long.sql", std::string((std::size_t{1} << 20U) + 1, ' '))},
                "or a file that can be read", "1 MiB at most");
  bench_accepts({"--query", written(folder, "good.sql", "select 1;\n")});
}

TEST_CASE("a file's parameters are given, each once") {
  scratch_folder const folder;
  auto const file = written(folder, "two.sql", "select $1::int + $2, '$3'");
  bench_refuses({"--query", file}, "has 2 parameters, and --parameter gives 0", "once for each");
  bench_refuses({"--query", file, "--parameter", "1"}, "--parameter gives 1", "in the order $1, $2");
  bench_refuses({"--query", file, "--parameter", "1", "--parameter", "2", "--parameter", "3"},
                "--parameter gives 3", "once for each");
  bench_refuses({"--parameter", "hunter2"}, "--parameter is for the statement of a file", "--query FILE.sql");
  bench_accepts({"--query", file, "--parameter", "1", "--parameter", "2"});
}

TEST_CASE("strategies exist, and the baseline is one of them") {
  bench_refuses({"-S", "asyncgp"}, "-S: there is no strategy or driver \"asyncgp\"", "did you mean asyncpg?");
  bench_refuses({"-S", "simple,psycopg3:nnoe"}, "psycopg3 has no configuration \"nnoe\"",
                "did you mean psycopg3:none?");
  bench_refuses({"-S", "zzzzzz"}, "there is no strategy or driver", "poolprobe list drivers");
  for (auto const* list : {"", ","})
    bench_refuses({"-S", list}, "-S names no strategy", "-S simple,unnamed,named");
  bench_refuses({"--baseline", "asyncpg"}, "-S does not name the strategy of --baseline", "in -S");
  bench_refuses({"-S", "simple,libpq", "--baseline", "libpq"}, "another one sends the same", "first in -S");
  bench_accepts({"-S", "simple,asyncpg", "--baseline", "asyncpg"});
}

TEST_CASE("a shard is one of so many") {
  for (auto const* shard : {"3/3", "-1/3", "x", "1", "1/", "/3", "1/0", "0/100001", "1/2/3", "x/3"})
    bench_refuses({"--shard", shard}, "--shard takes I/N with I from 0 to N-1", "/N is enough");
  bench_accepts({"--shard", "2/3"});
  bench_accepts({"--shard", "/3"}, {{"JOB_COMPLETION_INDEX", "2"}});
  CHECK(misuse({{"bench", nobody}, {{"JOB_COMPLETION_INDEX", "3"}, {"POOLPROBE_SHARDS", "3"}}})
            .find("--shard takes I/N") != std::string::npos);
}

TEST_CASE("the server itself is named once, and in a form that is known") {
  bench_refuses({"--direct", "host=x password=hunter2", "--direct-env", "X"}, "do not go together",
                "give one of them");
  bench_refuses({"--direct-env", "NO_SUCH_VARIABLE"}, "NO_SUCH_VARIABLE is not set", "");
  bench_refuses({"--direct-env", "postgresql://u:hunter2@h/d"}, "--direct-env takes the name",
                "--direct-env DATABASE_URL");
  bench_refuses({"--direct", "hunter2"}, "neither a URL nor a keyword string", "postgresql://");
}

TEST_CASE("where nobody listens it is exit code 3, with a record of that, and no password") {
  auto const target = plant(nobody);
  CHECK(check_tells_no_password({target}) == 3);
  CHECK(check_tells_no_password({nobody, "--direct", target}) == 3);
  CHECK(check_tells_no_password({target, "--direct", target, "--rtt", "20ms"}) == 3);
  scratch_folder const folder;
  auto const run = run_poolprobe({"bench", target, "-o", "json"});
  CHECK(run.exit_code == 3);
  check_says_error(run.out);
  check_says(on_one_line(run.err), "the connection was refused", "check host and port");
}

TEST_CASE("a server that repeats the password wherever it can gets it nowhere") {
  /// Answers as if all were well, except to messages of this type.
  auto const repeats = [](char where) {
    return asks_password([where](conversation& with, std::string const& password) {
      with.say(framed('R', std::string(4, '\0')) + framed('S', "server_version\0"s + password + '\0') +
               framed('Z', "I"));
      std::string received;
      for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
        received += bytes;
        for (auto const type : take_types(received)) {
          auto const refused = framed_error('E', password, password, password);
          with.say(type == where ? refused : plausible_answer(type, "4242"));
          if (type == 'Q' && where == 'Q') with.say(framed('Z', "I"));
        }
      }
    });
  };
  for (auto const where : "QB"s) {
    CAPTURE(where);
    scripted_server const server(repeats(where));
    CHECK(check_tells_no_password({plant(server.url())}) != 0);
    CHECK(check_tells_no_password({nobody, "--direct", plant(server.url())}) != 0);
  }
  // Only a query's answer is spoilt, so the run gets as far as a measurement, which has the error.
  scripted_server const server(repeats('Q'));
  auto const run = run_poolprobe({"bench", plant(server.url()), "-S", "simple", "-c", "1", "-o", "json"});
  check_keeps_secret(run.out);
  auto const cell = nlohmann::json::parse(run.out)["measurements"].at(0);
  CHECK(cell["sqlstate"].is_null());
  CHECK(cell["summary"].get<std::string>().find("***") != std::string::npos);
}

TEST_CASE("a server that answers every question with the same number gets no figures") {
  scripted_server const server(accepts_login([](conversation& with) {
    std::string received;
    for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
      received += bytes;
      for (auto const type : take_types(received)) {
        if (!with.say(plausible_answer(type, "4242"))) return;
      }
    }
  }));
  auto const run = run_poolprobe({"bench", server.url(), "-S", "simple", "--timeout", "1s", "-T", "20ms",
                                  "--repeat", "1", "-o", "json"});
  CHECK(run.exit_code == 1);
  CHECK(run.err.empty());
  auto const all = nlohmann::json::parse(run.out)["measurements"];
  REQUIRE(all.size() == 2);
  for (auto const& m : all) {
    CHECK(m["status"] == "wrong_answer");
    CHECK(m["operations"].is_null());
    CHECK(m["ops_per_s"].is_null());
  }
}
