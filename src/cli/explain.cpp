#include "explain/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/markdown_screen.hpp"
#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/subcommand.hpp"
#include "cli/terminal.hpp"
#include "drivers/engine/expected_program_messages.hpp"
#include "drivers/framework_names.hpp"
#include "model/fatal.hpp"
#include "text/typed_word.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

po::options_description options_of_explain() {
  po::options_description options("Options");
  options.add_options()(
      "messages",
      "for a driver: every message that it sends for the same small program, one line for each "
      "group of messages; recorded traffic is compared with it");
  add_color(options);
  add_help(options);
  return options;
}

constexpr std::string_view usage = R"(poolprobe explain WORD

Says what happens, why, how to see it and how to fix it. WORD is

  PP102, prepared/lost-statement, lost-statement, cursor, prepared
                          a probe, part of its name, or a group
  TR101, prepared/reused-name
                          a hazard that trace has found
  'ERROR: prepared statement "S_1" already exists'
                          an error, in quotes: a log line or a stack trace,
                          escaped or in another language as well
  26000                   an SQLSTATE
  _pg3_0, S_1, s0         a statement's name from an error
  asyncpg, pgjdbc:threshold-0
                          a driver, or one configuration of it
  hibernate, postgrest    what sits on a driver
  prepareThreshold=0, 'prepare: false'
                          a driver's setting, however it is spelled
  max_prepared_statements a setting of PgBouncer's
  transaction, pool_mode  pool modes
  pgbouncer, odyssey      a pooler
  leaks, inconclusive     what check says

Codes, ids and drivers: poolprobe list probes, list hazards, list drivers

)";

/// Whether the text is a pasted error: a name has only a few words.
bool is_pasted(std::string_view word) {
  constexpr auto most = 3;
  return std::count(word.begin(), word.end(), ' ') >= most;
}

std::string no_page(std::string_view word) {
  auto const typed = quoted_if_safe(word);
  return "there is no page for " + (typed.empty() ? "that" : typed);
}

[[noreturn]] void refuse(std::string_view word) {
  if (is_pasted(word)) {
    throw fatal(
        exit_code::usage, "none of the errors and names that are known is in that text",
        "it may have nothing to do with pooling; else report the whole line (without passwords), the pooler "
        "and the driver with their versions, and what the program was doing");
  }
  auto const similar = similar_words(word);
  if (similar.empty()) {
    throw fatal(exit_code::usage, no_page(word),
                "poolprobe list shows what there is, poolprobe explain --help what else is understood");
  }
  throw fatal(exit_code::usage, no_page(word), did_you_mean(similar));
}

/// Lines to compare with what was recorded: everything else in them is behind a #.
std::string messages_of(std::string const& word) {
  auto const choice = find_named_driver(word).choice;
  if (choice.config == nullptr) {
    throw fatal(exit_code::usage, "--messages is for a driver, or one configuration of it",
                "poolprobe list drivers shows their ids");
  }
  std::string text;
  auto all = expected_program_messages(*choice.config);
  for (auto& part : expected_life_messages(*choice.config)) all.push_back(std::move(part));
  for (auto const& part : all) {
    text += fmt::format("# {}\n", part.name);
    for (auto const& line : part.lines) text += line + "\n";
  }
  return text;
}

/// A pipe gets the Markdown, so that it can go into a ticket or a viewer, unless it asks for colour.
std::string shown(std::string const& page, color_choice color) {
  auto const screen = screen_options(color, false, 0);
  return is_terminal() || screen.color ? render_markdown_screen(page, screen) : page;
}

}  // namespace

command_help explain_help() { return {usage, options_of_explain()}; }

int run_explain(arguments const& all) {
  auto const known = explain_help();
  auto const values = parse_options(all, known.options, {"word"});
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  if (values.count("word") == 0) {
    throw fatal(exit_code::usage, "explain what?", "poolprobe explain --help says what it understands");
  }
  auto const word = values["word"].as<std::string>();
  if (values.count("messages") > 0) {
    write_stdout(messages_of(word));
    return 0;
  }
  auto const page = explain(word);
  if (!page) refuse(word);
  write_stdout(shown(*page, color_of(values)));
  return 0;
}

}  // namespace poolprobe
