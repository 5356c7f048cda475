#include "drivers/recorded_traffic.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <stdexcept>

#include "drivers/engine/script.hpp"
#include "lab/workspace.hpp"
#include "support/run_program.hpp"

namespace poolprobe::testing {
namespace {

/// A line of `trace --messages` is "CONNECTION STATUS: MESSAGES"; what a login and a goodbye say is no
/// flight.
void add_groups(std::vector<std::string>& lines, std::string const& line) {
  auto const messages = line.substr(line.find(": ") + 2);
  if (messages == "X" || messages.starts_with("startup(")) return;
  for (auto const& group : split_into_groups(notation::parse_notation(messages)))
    lines.push_back(notation::print_notation(group));
}

std::string_view word_for(naming by) {
  switch (by) {
    case naming::hash:
      return "hash";
    case naming::random:
      return "random";
    case naming::given:
      return "given";
    default:
      return {};
  }
}

}  // namespace

recorded record(proof const& of, std::string const& url) {
  lab::workspace const folder(lab::temporary_folder());
  auto const file = folder.path() / "messages";
  invocation trace{{"trace", "--messages=" + file.string(), url, "--"}};
  auto const program = program_or_skip(of);
  trace.arguments.insert(trace.arguments.end(), program.command.begin(), program.command.end());
  trace.arguments.emplace_back(of.config);
  trace.input = reference_steps();
  auto const ended = run_poolprobe(trace);
  if (ended.exit_code != 0)
    throw std::runtime_error(
        fmt::format("{}: exit {}: {}{}", of.id(), ended.exit_code, ended.out, ended.err));
  recorded told{{}, ended.out};
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) add_groups(told.lines, line);
  return told;
}

std::vector<std::string> with_placeholders(std::vector<std::string> lines, statement_names const& how) {
  auto const word = word_for(how.by);
  if (word.empty()) return lines;
  auto const mark = how.shape.find("{}");
  auto const before = how.shape.substr(0, mark), after = how.shape.substr(mark + 2);
  std::map<std::string, std::string> known;
  for (auto& line : lines) {
    auto steps = notation::parse_notation(line);
    for (auto& s : steps) {
      if (!notation::names_a_statement(s.verb) || s.name.empty()) continue;
      if (!s.name.starts_with(before) || !s.name.ends_with(after)) continue;
      auto const fresh = fmt::format("{}{{{}-{}}}{}", before, word, known.size() + 1, after);
      s.name = known.try_emplace(s.name, fresh).first->second;
    }
    line = notation::print_notation(steps);
  }
  return lines;
}

}  // namespace poolprobe::testing
