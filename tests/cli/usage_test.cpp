// What poolprobe does not understand: exit code 2 before any work, with the right spelling, and never a word
// that could be a password.
#include "cli/misuse.hpp"

using namespace poolprobe::testing;

TEST_CASE("without a target all ways to give one are named") {
  for (auto const& arguments : {std::vector<std::string>{}, {"check"}}) {
    auto const said = misuse({arguments});
    for (auto const* way : {"argument", "--url-env", "--url-file", "DATABASE_URL", "PGHOST", "PGSERVICE"}) {
      CHECK_MESSAGE(said.find(way) != std::string::npos, said);
    }
  }
}

TEST_CASE("an unknown option is named, its value is not") {
  refuses({"check", "--passwrod=hunter2", "host=x"}, "unknown option: --passwrod");
  refuses({"check", "--passwrod", "hunter2", "host=x"}, "unknown option: --passwrod");
  refuses({"--passwrod=hunter2"}, "unknown option: --passwrod");
  refuses({"check", "-phunter2", "host=x"}, "unknown option: -p");
  refuses({"check", "--hunter2", "host=x"}, "unknown option");
}

TEST_CASE("a password that sticks to a short option is not taken for its name") {
  auto const run = run_poolprobe({"check", "-psesame", "host=x"});
  CHECK(run.exit_code == 2);
  CHECK(run.err.find("sesame") == std::string::npos);
}

TEST_CASE("options are not guessed from abbreviations") {
  refuses({"check", "--overwrit", "host=x"}, "unknown option: --overwrit");
  refuses({"check", "--time", "2", "host=x"}, "unknown option: --time");
}

TEST_CASE("a second argument is refused, with the usual reason") {
  refuses({"check", "host=x", "password=hunter2"}, "needs quotes");
  refuses({"host=x", "password=hunter2"}, "needs quotes");
}

TEST_CASE("an option without its value, with one too many, or twice") {
  refuses({"check", "--url-env"}, "--url-env needs a value hint: --url-env NAME");
  refuses({"check", "--ascii=hunter2", "host=x"}, "--ascii takes no value");
  refuses({"check", "--timeout", "1", "--timeout", "2", "host=x"}, "only once: --timeout");
}

TEST_CASE("-o takes formats that exist, one of them on standard output") {
  refuses({"check", "-o", "jsn", "host=x"}, "does not exist: \"jsn\" hint: did you mean json? formats: text");
  refuses({"check", "-o", "postgresql://u:hunter2@h/d"}, "formats: text, json");
  refuses({"check", "-o", "text", "-o", "json", "host=x"}, "only one format can go to standard output");
  refuses({"check", "-o", "json=", "host=x"}, "-o FORMAT=FILE");
}

TEST_CASE("--color takes three words") {
  refuses({"check", "--color", "alwys", "host=x"}, "--color takes auto, always or never, not \"alwys\"");
  refuses({"check", "--color", "u:hunter2@h", "host=x"}, "auto, always or never");
  refuses({"check", "--color", "", "host=x"}, "auto, always or never");
}

TEST_CASE("a time is written the same way everywhere") {
  auto const nowhere = std::string("postgresql://app@127.0.0.1:1/app");
  for (auto const* command : {"check", "trace", "bench"}) {
    CAPTURE(command);
    for (auto const* time :
         {"0", "0.05", "99ms", "601", "11min", "-1", "nan", "inf", "1e99", "5x", "abc", "5 s"}) {
      auto const typed = std::string(time);
      refuses({command, "--timeout", typed, nowhere}, "--timeout takes a time from 100ms to 10min");
      if (typed.find(' ') == std::string::npos)
        refuses({command, "--timeout", typed, nowhere},
                ", not \"" + typed + "\" hint: for example 5, 5s, 500ms");
    }
    for (auto const* time : {"1", "1s", "0.5", "500ms", "10min"})
      CHECK(run_poolprobe({command, "--timeout", time, nowhere}).exit_code == 3);
  }
  refuses({"check", "--deadline", "x", nowhere}, "--deadline takes a time from 100ms to 24h, not \"x\"");
  refuses({"check", "--timeout", "", "host=x"}, "--timeout");
}

TEST_CASE("a number that is none is named with what is taken") {
  for (auto const* number : {"1", "101", "x", "3.5"})
    refuses({"check", "--max-connections", number, "host=x"},
            "--max-connections takes a number from 2 to 100, not \"" + std::string(number) + "\"");
}

TEST_CASE("what was typed is named, with the nearest that exist") {
  struct misspelt {
    std::vector<std::string> typed;
    char const* said;
  };
  for (auto const& one : std::vector<misspelt>{
           {{"check", "--driver", "asynpg"},
            "--driver: there is no driver \"asynpg\" hint: did you mean asyncpg?"},
           {{"check", "--driver", "pgx:exce"},
            "--driver: pgx has no configuration \"exce\" hint: did you mean pgx:exec?"},
           {{"check", "--driver", "pgx:zzz"}, "hint: pgx has pgx:before-5.8, pgx:exec"},
           {{"check", "--driver", "psycopg:zzz"}, "psycopg3 has no configuration \"zzz\""},
           {{"check", "--driver", "zzzzzz"}, "no driver \"zzzzzz\" hint: poolprobe list drivers shows all"},
           {{"check", "--driver", "psycpog"}, "did you mean psycopg, psycopg3 or psycopg2?"},
           {{"check", "--driver", "asynpg@asyncpg=0.30"}, "no driver \"asynpg\""},
           {{"check", "--require-driver", "pgx,asynpg"}, "--require-driver: there is no driver \"asynpg\""},
           {{"check", "--drivers=asynpg"}, "--drivers: there is no driver \"asynpg\""},
           {{"check", "--only", "sesion"},
            "--only: there is no probe or group \"sesion\" hint: did you mean session?"},
           {{"check", "--skip", "PP1O1"}, "\"PP1O1\" hint: did you mean PP101"},
           {{"check", "--require", "prepard"}, "did you mean prepared?"},
           {{"bench", "-S", "nmaed"},
            "-S: there is no strategy or driver \"nmaed\" hint: did you mean named?"},
           {{"bench", "--query", "selekt1"}, "not \"selekt1\""},
           {{"bench", "-c", "1,x"}, "-c takes numbers from 1 to 20000, with commas, not \"x\""},
           {{"bench", "-T", "5x"}, "--time takes a time from 10ms to 24h, not \"5x\""},
           {{"bench", "--rtt", "0,x"}, "--rtt takes times up to 10s, with commas, not \"x\""},
           {{"bench", "--shard", "3/3"}, "I from 0 to N-1, not \"3/3\""},
           {{"bench", "--rate", "fast"}, "--rate takes operations a second, 0.01 to 1000000, not \"fast\""},
           {{"trace", "--listen", "x:y"}, "ADDRESS:PORT, not \"x:y\""},
           {{"trace", "host=x", "--", "no-such-command"}, "not found in PATH: \"no-such-command\""},
           {{"list", "drivrs"}, "there is no list \"drivrs\" hint: did you mean poolprobe list drivers?"},
           {{"list", "probes", "-o", "junit"}, "-o of list takes text or json, not \"junit\""},
           {{"lab", "dmeo"}, "lab takes up, check or demo, not \"dmeo\" hint: did you mean demo?"},
           {{"lab"}, "lab does what?"},
           {{"explain", "asynpgg"}, "there is no page for \"asynpgg\" hint: did you mean asyncpg?"},
           {{"help", "chekc"}, "there is no command \"chekc\" hint: did you mean check?"},
           {{"help", "zzz"}, "there is no command \"zzz\" hint: commands: check, trace"},
           {{"chekc", "host=x"}, "\"chekc\" hint: did you mean poolprobe check?"},
           {{"frobnicate"}, "neither a command nor a connection text: \"frobnicate\" hint: commands: check"},
           {{"--hlep"}, "unknown option: --hlep hint: did you mean --help?"},
           {{"check", "--hlep"}, "did you mean --help?"},
           {{"--verison"}, "did you mean --version?"},
           {{"check", "--requir", "x"}, "did you mean --require?"},
           {{"check", "--strategy", "simple"}, "--strategy is an option of: bench"},
           {{"check", "--require", "erors"}, "did you mean errors?"},
           {{"check", "--drivers", "asyncpg,pgx", "host=x"}, "--drivers has its list behind ="},
           {{"check", "--drivers="}, "--drivers needs a value hint: --drivers[=DRIVER,...]"},
           {{"postgresql+asynpg://u:hunter2@h/d"},
            "not PostgreSQL's: \"postgresql+asynpg\" hint: did you mean postgresql+asyncpg"},
           {{"jbdc:postgresql://h/d"}, "did you mean jdbc:postgresql"},
           {{"mysql://u:hunter2@h/d"}, "scheme that is not PostgreSQL's hint: write postgresql://"},
           {{"completion", "bsh"}, "completion takes bash, zsh or fish, not \"bsh\" hint: did you mean bash"},
           {{"host=x", "check"}, "a command comes first: poolprobe check"},
           {{"check", "postgresql://u@h/d?sslmod=require"},
            "the key \"sslmod\" of the connection text hint: did you mean sslmode"},
           {{"check", "postgresql://u@h/d?sslmode=requre"},
            "sslmode does not take \"requre\" hint: did you mean require?"},
       }) {
    refuses(one.typed, one.said);
  }
}

TEST_CASE("a connection text in the wrong place is not repeated") {
  for (auto const* option : {"--driver", "--require-driver", "--only", "--skip", "--require", "--color", "-o",
                             "--timeout", "--deadline", "--max-connections"}) {
    for (auto const* text :
         {"postgresql://u:hunter2@h/d", "host=x password=hunter2", "u:hunter2@h", "hunter2!", "p=hunter2"}) {
      refuses({"check", option, text}, "");
    }
  }
  for (auto const* option : {"-S", "--baseline", "--query", "-c", "-T", "--rtt", "--shard", "--rate", "-j"})
    refuses({"bench", option, "postgresql://u:hunter2@h/d", "host=x"}, "");
  for (auto const* word : {"hunter2", "Hunter2", "hunter2!", "preparedhunter2", "checkhunter2"})
    refuses({word}, "");
}

TEST_CASE("options may come before the command, and help after its name") {
  auto const nowhere = std::string("postgresql://app@127.0.0.1:1/app");
  for (auto const& typed : std::vector<std::vector<std::string>>{{"-q", "check", nowhere},
                                                                 {"--timeout", "1", "check", nowhere},
                                                                 {"--timeout=1", "-v", "check", nowhere},
                                                                 {"-S", "simple", "bench", nowhere}}) {
    auto const run = run_poolprobe(typed);
    CHECK_MESSAGE(run.exit_code == 3, run.err);
  }
  for (auto const* command :
       {"check", "trace", "bench", "report", "lab", "list", "explain", "help", "version"}) {
    CAPTURE(command);
    auto const page = run_poolprobe({"help", command});
    CHECK(page.exit_code == 0);
    CHECK(page.out == run_poolprobe({command, "--help"}).out);
    CHECK(page.out.starts_with("poolprobe " + std::string(command)));
  }
}

TEST_CASE("--lint is a linter's: 0 for nothing wrong in the text, 1 for what fails or is refused") {
  struct linted {
    std::vector<std::string> arguments;
    int code;
    char const* said;
  };
  for (auto const& one : std::vector<linted>{
           {{"postgresql://u@h/d"}, 0, "NOTHING WRONG (exit 0): nothing in the text fails or is refused"},
           {{"--driver", "psycopg2", "postgresql://u@h/d"}, 0, "nothing was connected to"},
           {{"postgresql://u@h/d?options=-c%20foo%3D1"}, 1, "poolers refuse options in the text"},
           {{"--driver", "psycopg2", "postgresql://u@h/d?pgbouncer=true"},
            1,
            "does not start with pgbouncer=true"},
           {{"postgresql+asyncpg://u@h/d?statement_timeout=5"}, 1, "does not start with statement_timeout=5"},
           {{"jdbc:postgresql://h/d?user=u&prepareThreshold=1"}, 0, "NOTHING WRONG"},
       }) {
    auto arguments = one.arguments;
    arguments.insert(arguments.begin(), {"check", "--offline", "--lint"});
    auto const run = run_poolprobe(arguments);
    CAPTURE(run.out);
    CHECK(run.exit_code == one.code);
    CHECK(on_one_line(run.out).find(one.said) != std::string::npos);
    CHECK(run.out.find("COMPATIBLE (exit 0)") == std::string::npos);
    arguments.insert(arguments.end(), {"-o", "json"});
    auto const json = run_poolprobe(arguments).out;
    CHECK(json.find("\"status\": \"compatible\"") == std::string::npos);
    CHECK(json.find("\"offline\": true") != std::string::npos);
  }
  CHECK(run_poolprobe({"check", "--offline", "postgresql://u@h/d"}).exit_code == 4);
  refuses({"check", "--lint", "postgresql://u@h/d"}, "--lint goes with --offline");
}

TEST_CASE("--require names what exists") {
  refuses({"check", "--require", "zzz", "host=x"}, "PP101");
  refuses({"check", "--require", "", "host=x"}, "prepared, session");
}

TEST_CASE("one source of the target, and one that can be read") {
  refuses({"check", "host=x", "--url-env", "X"}, "more than one connection text");
  refuses({"check", "--url-env", "NO_SUCH_VARIABLE"}, "NO_SUCH_VARIABLE is not set");
  refuses({"check", "--url-env", "postgresql://u:hunter2@h/d"}, "the name of an environment variable");
  refuses({"check", "--url-file", "/no/such/file"}, "cannot read file /no/such/file");
  refuses({"check", "--url-file", "/"}, "cannot read file /");
  refuses({"check", "--url-file", "host=x password=hunter2"}, "takes a path");
  CHECK(misuse({{"check", "--url-file", "-"}}).find("standard input is empty") != std::string::npos);
  CHECK(misuse({{"check", "--url-file", "-"}, {}, "host=x\npassword=hunter2\n"}).find("more than one line") !=
        std::string::npos);
}

TEST_CASE("a connection text that is none") {
  refuses({"hunter2"}, "neither a URL nor a keyword string");
  refuses({"check", "mysql://u:hunter2@h/d"}, "scheme that is not PostgreSQL's");
  refuses({"postgresql://u:hunter2@h:99999999/d"}, "port");
  refuses({"postgresql://u@h:hunter2/d"}, "port");
  refuses({"postgresql://u@h/d?sslmode=hunter2"}, "sslmode takes disable, allow, prefer");
  refuses({"postgresql://u:a@h/d?hunter2"}, "");
}

TEST_CASE("a setting whose value only libpq can judge") {
  auto const local = std::string("postgresql://u:hunter2@127.0.0.1:1/d?");
  refuses({local + "target_session_attrs=hunter2"}, "target_session_attrs takes any, read-write");
  refuses({local + "target_session_attrs=redwrite"}, "\"redwrite\" hint: did you mean read-write?");
  refuses({local + "keepalives=hunter2"}, "keepalives does not take the value that it has");
}
