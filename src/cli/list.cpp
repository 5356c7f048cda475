#include <fmt/format.h>

#include <array>
#include <initializer_list>

#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/subcommand.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "connection_text/connection_text_dialect.hpp"
#include "drivers/driver.hpp"
#include "drivers/engine/script.hpp"
#include "explain/query_style_words.hpp"
#include "model/fatal.hpp"
#include "probes/probe.hpp"
#include "reports/registry.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"
#include "trace/hazard_kind.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

std::vector<std::string> texts(std::initializer_list<std::string_view> row) {
  return {row.begin(), row.end()};
}

std::string_view word(side_effects worst) {
  switch (worst) {
    case side_effects::nothing:
      return "nothing";
    case side_effects::log_line:
      return "log_line";
    case side_effects::connection:
      return "connection";
  }
  return "?";
}

/// The option without which it does not run.
std::string_view option_of(permission wanted) {
  switch (wanted) {
    case permission::none:
      return "-";
    case permission::ddl:
      return "--allow-ddl";
    case permission::sacrificial:
      return "--sacrificial";
  }
  return "?";
}

table probes() {
  table all{{{"code"}, {"id"}, {"disturbs", false}, {"option", false}, {"requirement"}}, {}};
  for (auto const& p : all_probes()) {
    all.rows.push_back(texts({p.code, p.id, word(p.side_effects), option_of(p.permission), p.requirement}));
  }
  return all;
}

std::string_view word(effect of) { return of == effect::fixes ? "mends" : of == effect::trap ? "trap" : "-"; }

std::string_view or_dash(std::string_view text) { return text.empty() ? "-" : text; }

table hazards() {
  table all{{{"code"},
             {"id"},
             {"without_support", true, "untracked"},
             {"with_support", true, "tracked"},
             {"title"}},
            {}};
  for (auto const& h : trace::hazard_kinds()) {
    all.rows.push_back(texts({h.code, h.id, word(h.without), word(h.with), h.title}));
  }
  return all;
}

table drivers() {
  table all{{{"id"},
             {"name", false},
             {"language", false},
             {"sends"},
             {"effect"},
             {"basis", false},
             {"since", false},
             {"proved", false},
             {"url", false},
             {"script", false},
             {"setting"}},
            {}};
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      all.rows.push_back(texts({id_of({&d, &c}), d.name, d.language, words_of(query_style_of(c)).brief,
                                word(c.effect), c.proved.empty() ? "sources" : "recorded", or_dash(c.since),
                                or_dash(c.proved), or_dash(c.url), script_text(c), c.setting}));
    }
  }
  return all;
}

table formats() {
  table all{{{"name"}, {"shows"}}, {}};
  for (auto const& r : all_renderers()) all.rows.push_back(texts({r.name, r.help}));
  return all;
}

table dialects() {
  table all{{{"prefix"}, {"driver"}, {"unknown_keys"}}, {}};
  for (auto const& d : all_dialects()) {
    all.rows.push_back(texts({d.prefix, d.driver.empty() ? "-" : d.driver,
                              d.unknown_keys == unknown_keys::refuse ? "refused" : "ignored"}));
  }
  return all;
}

/// What can be listed.
struct listing {
  std::string_view name;
  std::string_view help;
  table (*rows)();
};
constexpr std::array listings{
    listing{"probes", "what check observes; each has a page: poolprobe explain CODE", probes},
    listing{"hazards", "what trace finds, and what comes of it; each has a page too", hazards},
    listing{"drivers", "drivers, their settings, what they send: poolprobe explain DRIVER", drivers},
    listing{"formats", "what -o takes", formats},
    listing{"dialects", "how a connection text may begin, and which driver that tells", dialects},
};

table contents() {
  table all{{{"list"}, {"shows"}}, {}};
  for (auto const& l : listings) all.rows.push_back(texts({l.name, l.help}));
  return all;
}

[[noreturn]] void refuse(std::string_view word) {
  std::vector<std::string> names;
  names.reserve(listings.size());
  for (auto const& l : listings) names.emplace_back(l.name);
  auto const meant = nearest(word, names);
  throw fatal(exit_code::usage, naming("there is no list", word),
              meant.empty() ? fmt::format("lists: {}", fmt::join(names, ", "))
                            : fmt::format("did you mean poolprobe list {}?", meant));
}

table wanted(std::string const& word) {
  if (word.empty()) return contents();
  for (auto const& l : listings) {
    if (l.name == word) return l.rows();
  }
  refuse(word);
}

po::options_description options_of_list() {
  po::options_description options("Options");
  options.add_options()("output,o", po::value<std::string>()->value_name("FORMAT")->default_value("text"),
                        "text or json");
  add_color(options);
  add_help(options);
  return options;
}

constexpr std::string_view usage =
    "poolprobe list [LIST]\n\nWithout LIST, the lists that there are. In a pipe each row is one line of up "
    "to\n"
    "80 columns; -o json has every column, and nothing is cut.\n\n";

}  // namespace

command_help list_help() { return {usage, options_of_list()}; }

int run_list(arguments const& all) {
  auto const known = list_help();
  auto const values = parse_options(all, known.options, {"list"});
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  auto const format = values["output"].as<std::string>();
  if (format != "text" && format != "json") {
    throw fatal(exit_code::usage, instead_of("-o of list takes text or json", format));
  }
  auto const rows = wanted(values.count("list") > 0 ? values["list"].as<std::string>() : std::string());
  if (format == "json") {
    write_stdout(table_json(rows));
  } else {
    auto const screen = screen_options(color_of(values), false, 0);
    write_stdout(is_terminal() ? table_screen(rows, screen) : table_lines(rows));
  }
  return 0;
}

}  // namespace poolprobe
