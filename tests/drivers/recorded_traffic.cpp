#include "drivers/recorded_traffic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "drivers/engine/script.hpp"
#include "lab/workspace.hpp"
#include "support/run_program.hpp"

namespace poolprobe::testing {
namespace {

constexpr std::string_view to_connect = "the program connects by it; the driver would with its first query";
constexpr beside all_beside[] = {
    {"gorm", "-- ping",
     "database/sql pings a connection that nobody used for a second: when, is a matter of time"},
    {"slonik", "DISCARD ALL", "its pool sends it between two uses; the catalogue has it as give_back"},
    {"slonik", "select 1", to_connect},
    {"drizzle", "select 1", to_connect},
    {"knex", "select 1", to_connect},
    {"kysely", "select 1", to_connect},
    {"pg-promise", "select 1", to_connect},
    {"mikro-orm", "select 1", to_connect},
    {"sequelize", "SELECT 1+1 AS result", to_connect},
    {"go-pg", "SELECT 1", to_connect},
};

/// Writes a Close with a Flush, whose answer the driver does not wait for, as in the catalogue: with a Sync.
std::vector<message_group> closed_by_flush(std::vector<notation::message> const& steps) {
  std::vector<message_group> groups;
  for (auto const& s : steps) {
    if (s.verb == notation::verb::close_statement) groups.push_back({s, {notation::verb::sync, {}}});
  }
  return groups;
}

bool only_closes(std::vector<notation::message> const& steps) {
  return std::all_of(steps.begin(), steps.end(), [](notation::message const& s) {
    using notation::verb;
    return s.verb == verb::close_statement || s.verb == verb::flush || s.verb == verb::wait;
  });
}

/// A line of `trace --messages -v` is "CONNECTION STATUS: MESSAGES", its texts follow, each on a line of its
/// own; the messages of a login and a Terminate are left out.
void add_groups(std::vector<std::string>& lines, std::string const& line) {
  auto const messages = line.substr(line.find(": ") + 2);
  if (messages == "X" || messages.starts_with("startup(")) return;
  auto const steps = notation::parse_notation(messages);
  for (auto const& group : only_closes(steps) ? closed_by_flush(steps) : split_into_groups(steps))
    lines.push_back(notation::print_notation(group));
}

constexpr std::string_view of_query = "    Q: ";

/// The groups of messages of a recording, without what is not in the catalogue.
std::vector<std::string> message_groups(std::istream& recording, std::string_view driver) {
  std::vector<std::string> lines, texts;
  std::string group;
  auto const end_group = [&] {
    auto const lone_query = texts.size() == 1 && group.ends_with(": Q");
    if (!group.empty() && !(lone_query && sent_beside(driver, texts.front()) != nullptr))
      add_groups(lines, group);
    texts.clear();
  };
  for (std::string line; std::getline(recording, line);) {
    if (line.starts_with(of_query)) texts.push_back(line.substr(of_query.size()));
    if (line.starts_with(' ')) continue;
    end_group();
    group = line;
  }
  end_group();
  return lines;
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

beside const* sent_beside(std::string_view driver, std::string_view text) {
  auto const* const found =
      std::find_if(std::begin(all_beside), std::end(all_beside),
                   [&](beside const& one) { return one.driver == driver && one.text == text; });
  return found == std::end(all_beside) ? nullptr : found;
}

recorded record(proof const& of, std::string const& url) {
  lab::workspace const folder(lab::temporary_folder());
  auto const file = folder.path() / "messages";
  invocation trace{{"trace", "--messages=" + file.string(), "-v", url, "--"}};
  auto const program = program_or_skip(of);
  trace.arguments.insert(trace.arguments.end(), program.command.begin(), program.command.end());
  trace.arguments.emplace_back(of.config);
  trace.input = reference_steps();
  auto const ended = run_poolprobe(trace);
  if (ended.exit_code != 0)
    throw std::runtime_error(
        fmt::format("{}: exit {}: {}{}", of.id(), ended.exit_code, ended.out, ended.err));
  std::ifstream recording(file);
  return {message_groups(recording, of.driver), ended.out};
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
