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
  refuses({"check", "--url-env"}, "needs a value, or takes none: --url-env");
  refuses({"check", "--ascii=hunter2", "host=x"}, "needs a value, or takes none: --ascii");
  refuses({"check", "--timeout", "1", "--timeout", "2", "host=x"}, "only once: --timeout");
}

TEST_CASE("-o takes formats that exist, one of them on standard output") {
  refuses({"check", "-o", "hunter2", "host=x"}, "formats: text, json");
  refuses({"check", "-o", "text", "-o", "json", "host=x"}, "only one format can go to standard output");
  refuses({"check", "-o", "json=", "host=x"}, "-o FORMAT=FILE");
}

TEST_CASE("--color takes three words") {
  refuses({"check", "--color", "hunter2", "host=x"}, "auto, always or never");
  refuses({"check", "--color", "", "host=x"}, "auto, always or never");
}

TEST_CASE("--timeout takes seconds within reason") {
  for (auto const* seconds : {"0", "0.05", "601", "-1", "nan", "inf", "1e99"}) {
    refuses({"check", "--timeout", seconds, "host=x"}, "from 0.1 to 600");
  }
  refuses({"check", "--timeout", "hunter2", "host=x"}, "--timeout");
  refuses({"check", "--timeout", "", "host=x"}, "--timeout");
}

TEST_CASE("--require names what exists") {
  refuses({"check", "--require", "hunter2", "host=x"}, "PP101");
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
  refuses({"postgresql://u@h/d?sslmode=hunter2"}, "sslmode");
  refuses({"postgresql://u:a@h/d?hunter2"}, "");
}

TEST_CASE("a setting whose value only libpq can judge") {
  auto const local = std::string("postgresql://u:hunter2@127.0.0.1:1/d?");
  refuses({local + "target_session_attrs=hunter2"}, "the value of target_session_attrs");
  refuses({local + "keepalives=hunter2"}, "the value of keepalives");
}
