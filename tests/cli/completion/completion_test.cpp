// The completion of each shell, asked in that shell, and the manual page: whatever the options' tables have
// is there. Argument: bash, zsh, fish or man; a shell that is not here is skipped, by name.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <map>
#include <sstream>

#include "cli/scratch.hpp"
#include "support/run_program.hpp"

using namespace poolprobe::testing;

namespace {

std::string shell;
constexpr int skipped = 77;

std::string path_of(std::string const& program) {
  for (auto const* folder : {"/usr/bin/", "/bin/", "/usr/local/bin/"}) {
    if (access((folder + program).c_str(), X_OK) == 0) return folder + program;
  }
  return {};
}

std::string output_of(std::vector<std::string> arguments) {
  auto const run = run_poolprobe(std::move(arguments));
  CHECK(run.exit_code == 0);
  CHECK(run.err.empty());
  return run.out;
}

std::string written(scratch_folder const& folder, std::string const& name, std::string const& text) {
  auto const file = folder.file(name);
  std::ofstream(file) << text;
  return file;
}

/// The answers to each line.
std::map<std::string, std::string> answers_to(std::vector<std::string> const& lines) {
  scratch_folder const folder;
  auto const script = written(folder, "_poolprobe", output_of({"completion", shell}));
  auto const asking = std::string(POOLPROBE_COMPLETION_TESTS) + "/answers." + shell;
  std::vector<std::string> arguments{asking, script};
  if (shell == "fish") arguments.insert(arguments.begin(), "--no-config");
  if (shell == "zsh") arguments.insert(arguments.begin(), "-f");
  if (shell == "zsh") arguments.push_back(folder.path());
  arguments.insert(arguments.end(), lines.begin(), lines.end());
  running_program asked({arguments, {{"HOME", folder.path()}, {"TERM", "xterm"}}, {}, path_of(shell)});
  auto const run = asked.wait(std::chrono::seconds(120));
  CHECK_MESSAGE(run.exit_code == 0, run.err);
  if (shell != "zsh") CHECK_MESSAGE(run.err.empty(), run.err);
  std::map<std::string, std::string> all;
  std::istringstream text(run.out);
  for (std::string line; std::getline(text, line);) {
    auto const arrow = line.find(" => ");
    if (arrow != line.npos) all[line.substr(0, arrow)] = " " + line.substr(arrow + 4) + " ";
  }
  return all;
}

bool has(std::string const& text, std::string const& word) { return text.find(word) != std::string::npos; }
bool has_word(std::string const& words, std::string const& word) { return has(words, " " + word + " "); }

std::vector<std::string> const commands{"check", "trace",   "bench",      "report", "lab",
                                        "list",  "explain", "completion", "help",   "version"};

/// The long options of a command, as its --help lists them.
std::vector<std::string> options_of(std::string const& command) {
  static std::regex const option("^  (-\\w \\[ )?(--[a-z-]+)");
  std::vector<std::string> names;
  std::istringstream page(output_of({command, "--help"}));
  std::smatch found;
  for (std::string line; std::getline(page, line);) {
    if (std::regex_search(line, found, option)) names.push_back(found[2]);
  }
  REQUIRE_FALSE(names.empty());
  return names;
}

}  // namespace

TEST_SUITE_BEGIN("shell");

TEST_CASE("commands, options, drivers, probes and formats are completed") {
  struct question {
    char const* line;
    char const* answer;  ///< one of the answers
    char const* not_answer;
  };
  // zsh and fish are told the whole value, bash what follows its last : or =.
  auto const is_bash = shell == "bash";
  auto const is_zsh = shell == "zsh";
  auto const questions = std::vector<question>{
      {"poolprobe ch", "check", "trace"},
      {"poolprobe check --col", "--color", "--driver"},
      {"poolprobe check --driver asy", "asyncpg:no-cache", "pgx"},
      {"poolprobe check --driver hib", "hibernate", "pgx"},
      {"poolprobe check --driver pgx:ex", is_bash ? "exec" : "pgx:exec", "simple"},
      {"poolprobe check --driver=pgx:ex",
       is_bash  ? "exec"
       : is_zsh ? "pgx:exec"
                : "--driver=pgx:exec",
       "simple"},
      {"poolprobe check --drivers=pgj", is_bash || is_zsh ? "pgjdbc" : "--drivers=pgjdbc", "pgx"},
      {"poolprobe check --require-driver pgx,asy", is_zsh ? "asyncpg" : "pgx,asyncpg", "psycopg3"},
      {"poolprobe check --only PP101,PP10", is_zsh ? "PP102" : "PP101,PP102", "PP201"},
      {"poolprobe check --require sess", "session/set", "PP101"},
      {"poolprobe check --url-env HO", "HOME", "TERM"},
      {"poolprobe check -o js", "json", "csv"},
      {"poolprobe check --color a", "always", "never"},
      {"poolprobe -q chec", "check", "trace"},
      {"poolprobe check --timeout 5 --asc", "--ascii", "--color"},
      {"poolprobe bench -S sim", "simple", "named"},
      {"poolprobe bench --query sel", "select1", "lookup"},
      {"poolprobe list dri", "drivers", "probes"},
      {"poolprobe lab de", "demo", "up"},
      {"poolprobe explain TR1", "TR101", "PP101"},
      {"poolprobe help tr", "trace", "check"},
      {"poolprobe completion fi", "fish", "zsh"},
  };
  std::vector<std::string> lines;
  for (auto const& q : questions) lines.emplace_back(q.line);
  auto const all = answers_to(lines);
  for (auto const& q : questions) {
    CAPTURE(std::string(q.line));
    REQUIRE(all.count(q.line) == 1);
    CAPTURE(all.at(q.line));
    CHECK(has_word(all.at(q.line), q.answer));
    CHECK_FALSE(has_word(all.at(q.line), q.not_answer));
  }
  if (is_bash) CHECK(has_word(all.at("words alone"), "asyncpg"));
}

TEST_CASE("every option of every command is completed") {
  std::vector<std::string> lines;
  for (auto const& command : commands) lines.push_back("poolprobe " + command + " --");
  auto const all = answers_to(lines);
  for (auto const& command : commands) {
    auto const& answers = all.at("poolprobe " + command + " --");
    for (auto const& option : options_of(command)) {
      CAPTURE(command);
      CAPTURE(answers);
      CHECK_MESSAGE(has_word(answers, option), option);
    }
  }
}

TEST_SUITE_END();
TEST_SUITE_BEGIN("man");

TEST_CASE("every command and option is in the manual page, and every exit code") {
  auto const page = output_of({"help", "--man"});
  for (auto const& command : commands) {
    auto const begin = page.find(".SS poolprobe " + command + "\n");
    REQUIRE_MESSAGE(begin != page.npos, command);
    auto const section = page.substr(begin, page.find("\n.S", begin + 1) - begin);
    for (auto const& option : options_of(command)) {
      static std::regex const hyphen("-");
      CHECK_MESSAGE(has(section, std::regex_replace(option, hyphen, "\\-")), option);
    }
  }
  for (auto const* code : {"0", "1", "2", "3", "4", "5", "70", "130"})
    CHECK_MESSAGE(has(page, "\\fB" + std::string(code) + "\\fR"), code);
  CHECK(page.starts_with(".TH POOLPROBE 1 "));
}

TEST_CASE("the manual page is plain ASCII and what mandoc and man have nothing against") {
  auto const page = output_of({"help", "--man"});
  CHECK(std::all_of(page.begin(), page.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  scratch_folder const folder;
  auto const file = written(folder, "poolprobe.1", page);
  if (auto const mandoc = path_of("mandoc"); !mandoc.empty()) {
    auto const run = running_program({{"-Tlint", "-Wstyle", file}, {}, {}, mandoc}).wait();
    CHECK_MESSAGE(run.out.empty(), run.out);
  } else {
    MESSAGE("skipped: mandoc is not here");
  }
  if (auto const man = path_of("man"); !man.empty()) {
    auto const run = running_program({{"--warnings", "-l", file}, {{"MANWIDTH", "80"}}, {}, man}).wait();
    CHECK_MESSAGE(run.err.empty(), run.err);
    CHECK(has(run.out, "--require-driver"));
  } else {
    MESSAGE("skipped: man is not here");
  }
}

TEST_CASE(
    "an installation has the manual page and the completion of each shell, as the program prints them") {
  scratch_folder const folder;
  auto const run =
      running_program(
          {{"--install", POOLPROBE_BUILD_DIR, "--prefix", folder.path()}, {}, {}, POOLPROBE_CMAKE})
          .wait();
  CHECK_MESSAGE(run.exit_code == 0, run.err);
  auto const installed = [&](std::string const& file) { return content_of(folder.file(file)); };
  CHECK(installed("share/man/man1/poolprobe.1") == output_of({"help", "--man"}));
  CHECK(installed("share/bash-completion/completions/poolprobe") == output_of({"completion", "bash"}));
  CHECK(installed("share/zsh/site-functions/_poolprobe") == output_of({"completion", "zsh"}));
  CHECK(installed("share/fish/vendor_completions.d/poolprobe.fish") == output_of({"completion", "fish"}));
  CHECK(access(folder.file("bin/poolprobe").c_str(), X_OK) == 0);
}

TEST_SUITE_END();

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  shell = argv[1];
  doctest::Context context;
  context.addFilter("test-suite", shell == "man" ? "man" : "shell");
  if (shell != "man" && path_of(shell).empty()) {
    std::printf("skipped: %s is not here\n", shell.c_str());
    return skipped;
  }
  return context.run();
}
