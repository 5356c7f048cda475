#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <variant>

#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/report_outputs.hpp"
#include "cli/subcommand.hpp"
#include "cli/terminal.hpp"
#include "model/fatal.hpp"
#include "reports/merge_shards.hpp"
#include "reports/read_saved_run.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

po::options_description options_of_report() {
  po::options_description output("Output");
  add_output(output);
  add_screen(output, "of the text only the verdict and the first fix, or the table of a benchmark",
             "the evidence, every finding, all figures; -vv also the messages");
  add_transcripts(output);
  return output;
}

constexpr std::string_view usage = R"(poolprobe report [OPTIONS] FILE...

Shows a run again that was saved with -o json, in any format; connects to
nothing. The exit code is that of the run. - is standard input.

What was saved of a check of several hosts is shown like one run; the exit code
is that of all hosts together.

Several files must be the shards of one benchmark (poolprobe bench --shard):
they are added up, histograms and not averages of percentiles, and shown as one
run. Which shards are missing is said.

)";

std::string too_long(std::string const& file) { return file + ": is longer than any saved run"; }

std::string read_stdin() {
  std::string text;
  std::array<char, 65536> chunk;
  for (;;) {
    auto const got = read(STDIN_FILENO, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw fatal(exit_code::usage, "standard input cannot be read");
    if (got == 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(got));
    if (text.size() > longest_saved_run) throw fatal(exit_code::usage, too_long("standard input"));
  }
}

std::string read_file(std::string const& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text;
  std::array<char, 65536> chunk;
  while (in.read(chunk.data(), chunk.size()) || in.gcount() > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > longest_saved_run) throw fatal(exit_code::usage, too_long(file));
  }
  if (!in.eof()) {
    throw fatal(exit_code::usage, "cannot read file " + file,
                "poolprobe report takes the files that -o json=FILE has written");
  }
  return text;
}

/// How messages name a file, and what is in it.
struct saved_text {
  std::string name;
  std::string text;
};

saved_text content_of(std::string const& file) {
  if (file == "-") return {"standard input", read_stdin()};
  return {file, read_file(file)};
}

run_record merged(std::vector<std::string> const& files) {
  std::vector<saved_run> shards;
  for (auto const& file : files) {
    auto const from = content_of(file);
    shards.push_back({from.name, read_json(from.text, from.name)});
  }
  return merge_shards(std::move(shards));
}

std::variant<run_record, run_set> shown_of(std::vector<std::string> const& files) {
  if (files.size() > 1) return merged(files);
  auto const from = content_of(files.front());
  return read_saved(from.text, from.name);
}

}  // namespace

command_help report_help() { return {usage, options_of_report()}; }

int run_report(arguments const& all) {
  auto const known = report_help();
  auto const values = parse_options(all, known.options, {"file..."});
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  if (values.count("file") == 0) {
    throw fatal(exit_code::usage, "report which run?",
                "poolprobe report FILE, written by -o json=FILE; - is standard input");
  }
  auto const overwrite = values.count("overwrite") > 0;
  auto const outputs = plan_outputs(texts_of(values, "output"), overwrite);
  auto const screen = screen_of(values);
  auto const write = [&](auto const& run) {
    write_outputs(outputs, as_report(run), screen, overwrite);
    return static_cast<int>(run.verdict.exit_code);
  };
  return std::visit(write, shown_of(texts_of(values, "file")));
}

}  // namespace poolprobe
