// Where the report goes when there is no connection: files complete or not at all, only data on standard
// output.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/scratch.hpp"
#include "lab/readiness.hpp"
#include "support/run_program.hpp"

using namespace poolprobe::testing;

namespace {

std::string nobody_listens() {
  return "postgresql://app@127.0.0.1:" + std::to_string(poolprobe::lab::free_port()) + "/app";
}

void write(std::string const& file, std::string const& text) { std::ofstream(file) << text; }

nlohmann::json json_in(std::string const& text) { return nlohmann::json::parse(text, nullptr, false); }

/// Limits the size of every file of this process and its children, as on a full disk.
class full_disk {
 public:
  explicit full_disk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    auto const tight = rlimit{bytes, before_.rlim_max};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &tight) == 0);
  }
  ~full_disk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  full_disk(full_disk const&) = delete;
  full_disk& operator=(full_disk const&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

/// The exit status of a shell command; $0 is the program and $1 a URL where nothing listens.
int shell(std::string const& command) {
  auto const line = "set -- '" + nobody_listens() + "'; P='" POOLPROBE_PROGRAM "'; " + command;
  return WEXITSTATUS(std::system(line.c_str()));
}

}  // namespace

TEST_CASE("without a connection the screen stays empty, and files and JSON are written all the same") {
  scratch_folder const folder;
  auto const run =
      run_poolprobe({"check", nobody_listens(), "-o", "text", "-o", "json=" + folder.file("run.json")});
  CHECK(run.exit_code == 3);
  CHECK(run.out.empty());
  CHECK(run.err.find("refused") != std::string::npos);
  auto const written = json_in(content_of(folder.file("run.json")));
  CHECK(written["verdict"]["status"] == "error");
  CHECK(written["verdict"]["exit_code"] == 3);
  CHECK(written["schema"] == "poolprobe/run");
  CHECK(folder.entries() == 1);

  auto const piped = run_poolprobe({"check", nobody_listens(), "-o", "json"});
  CHECK(piped.exit_code == 3);
  CHECK(json_in(piped.out)["verdict"]["exit_code"] == 3);
  CHECK(run_poolprobe({"check", nobody_listens(), "-o", "json=-"}).out.starts_with("{"));
}

TEST_CASE(
    "where none of several hosts is there, screen and files tell of each, and the password is nowhere") {
  scratch_folder const folder;
  auto const url = "postgresql://app:hunter2@127.0.0.1:1,127.0.0.1:2/app";
  auto const run = run_poolprobe({"check", url, "-o", "text", "-o", "json=" + folder.file("runs.json")});
  CHECK(run.exit_code == 3);
  CHECK(run.out.find("127.0.0.1:2  no connection (exit 3): the connection was refused") != std::string::npos);
  auto const text = content_of(folder.file("runs.json"));
  auto const written = json_in(text);
  CHECK(written["schema"] == "poolprobe/runs");
  CHECK(written["verdict"]["exit_code"] == 3);
  CHECK(written["runs"].size() == 2);
  CHECK((run.out + run.err + text).find("hunter2") == std::string::npos);
  auto const again = run_poolprobe({"report", folder.file("runs.json"), "-o", "json"});
  CHECK(again.exit_code == 3);
  CHECK(again.out == text);
}

TEST_CASE("offline, several hosts are named, and that a check judges each") {
  auto const run = run_poolprobe({"check", "--offline", "-o", "json", "postgresql://app@a:1,b:2/app"});
  CHECK(run.exit_code == 4);
  auto const found = json_in(run.out);
  CHECK(found["schema"] == "poolprobe/run");
  CHECK(found["verdict"]["reasons"].back() == "the text names 2 hosts, a:1 and b:2; a check judges each");
}

TEST_CASE("a report may go to several files, each in its format") {
  scratch_folder const folder;
  auto const run = run_poolprobe({"check", nobody_listens(), "-o", "text=" + folder.file("run.txt"), "-o",
                                  "json=" + folder.file("run.json"), "-o", "json"});
  CHECK(run.exit_code == 3);
  CHECK(run.out == content_of(folder.file("run.json")));
  CHECK(content_of(folder.file("run.txt")).find("NO CONNECTION") != std::string::npos);
  CHECK(folder.entries() == 2);
}

TEST_CASE("a new file has the rights that the umask leaves") {
  scratch_folder const folder;
  auto const before = umask(027);
  (void)run_poolprobe({"check", nobody_listens(), "-o", "json=" + folder.file("run.json")});
  umask(before);
  struct stat status {};
  REQUIRE(stat(folder.file("run.json").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("a file that exists is left alone without --overwrite, and replaced with it") {
  scratch_folder const folder;
  auto const file = folder.file("run.json");
  write(file, "precious");
  auto const refused = run_poolprobe({"check", nobody_listens(), "-o", "json=" + file});
  CHECK(refused.exit_code == 2);
  CHECK(refused.err.find("--overwrite") != std::string::npos);
  CHECK(content_of(file) == "precious");

  CHECK(run_poolprobe({"check", nobody_listens(), "-o", "json=" + file, "--overwrite"}).exit_code == 3);
  CHECK(json_in(content_of(file))["verdict"]["exit_code"] == 3);
  CHECK(folder.entries() == 1);
}

TEST_CASE("a file that cannot be is refused before any work") {
  scratch_folder const folder;
  auto const refusal = [](std::string const& file) {
    auto const run = run_poolprobe({"check", nobody_listens(), "-o", "json=" + file});
    CHECK(run.exit_code == 2);
    CHECK(run.out.empty());
    return on_one_line(run.err);
  };
  CHECK(refusal(folder.path()).find("is a folder") != std::string::npos);
  CHECK(refusal(folder.file("missing/run.json")).find("cannot be written") != std::string::npos);
  CHECK(refusal("/dev/null/run.json").find("cannot be written") != std::string::npos);
  CHECK(folder.entries() == 0);
}

TEST_CASE("a device is written into, not replaced") {
  CHECK(run_poolprobe({"check", nobody_listens(), "-o", "json=/dev/null"}).exit_code == 3);
  struct stat status {};
  CHECK(stat("/dev/null", &status) == 0);
  CHECK(S_ISCHR(status.st_mode));
}

TEST_CASE("a full disk leaves no half a file") {
  scratch_folder const folder;
  auto const run = [&] {
    full_disk const disk(200);
    return run_poolprobe({"check", nobody_listens(), "-o", "json=" + folder.file("run.json")});
  }();
  CHECK(run.exit_code == 2);
  CHECK(run.err.find("cannot be written") != std::string::npos);
  CHECK(folder.entries() == 0);
}

TEST_CASE("a full standard output is an error, one that nobody reads any more is not") {
  CHECK(shell("\"$P\" check \"$1\" -o json >/dev/full 2>/dev/null") == 2);
  CHECK(shell("\"$P\" --help >/dev/full 2>/dev/null") == 2);
  CHECK(shell("\"$P\" check \"$1\" -o json 2>/dev/null | head -1 | grep -q '^{$'") == 0);
  CHECK(shell("(\"$P\" check \"$1\" -o json 2>/dev/null; echo $? >&3) 3>&1 | true; exit 0") == 0);
}

TEST_CASE("a reader that has gone changes no exit code") {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  close(ends[0]);
  auto const kept = dup(STDOUT_FILENO);
  auto const command = "set -- '" + nobody_listens() + "'; '" POOLPROBE_PROGRAM "' check \"$1\" -o json >&" +
                       std::to_string(kept) + " 2>/dev/null";
  dup2(ends[1], kept);
  CHECK(WEXITSTATUS(std::system(command.c_str())) == 3);
  close(ends[1]);
  close(kept);
}

TEST_CASE("closed standard streams are not taken by a socket or a file") {
  scratch_folder const folder;
  auto const file = "json=" + folder.file("run.json");
  CHECK(shell("\"$P\" check \"$1\" -o json >&- 2>/dev/null") == 2);
  CHECK(shell("\"$P\" check \"$1\" -o " + file + " <&- >&- 2>&-") == 3);
  CHECK(json_in(content_of(folder.file("run.json")))["verdict"]["exit_code"] == 3);
}
