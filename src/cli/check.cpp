#include <fmt/format.h>

#include "cli/live_screen.hpp"
#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/report_outputs.hpp"
#include "cli/terminal.hpp"
#include "connection_text/find_target.hpp"
#include "connection_text/split_hosts.hpp"
#include "drivers/framework_names.hpp"
#include "model/fatal.hpp"
#include "probes/probe.hpp"
#include "run/check_hosts.hpp"
#include "run/check_run.hpp"
#include "run/lint_text.hpp"
#include "run/probe_selection.hpp"
#include "run/unknown_driver.hpp"
#include "text/split.hpp"
#include "text/typed_word.hpp"
#include "wire/interruptible_wait.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

/// What --drivers is without a list.
constexpr std::string_view every_driver = "all";

po::options_description options_of_check() {
  auto target = target_group();
  add_timeout(target, "how long connecting may take");
  target.add_options()("admin", "ask PgBouncer's admin console as well")(
      "offline", "judge the connection text, and connect to nothing")(
      "lint",
      "with --offline: exit 0 where nothing in the text is wrong, 1 where something in it fails or is "
      "refused");
  auto const words = [] { return po::value<std::vector<std::string>>()->value_name("PROBE")->composing(); };
  po::options_description verdict("Verdict");
  verdict.add_options()("require", words(),
                        "require this as well: a code (PP201), an id (session/set) or a group (session), or "
                        "several with commas; of the driver also errors, cursors and batches; may be "
                        "repeated")(
      "driver", po::value<std::string>()->value_name("DRIVER[:CONFIG]"),
      "the driver that the verdict is for, whatever the connection text names: what it sends is simulated "
      "here; "
      "poolprobe list drivers. Where its versions fare differently, name yours: "
      "sqlalchemy-asyncpg:no-cache@asyncpg=0.30")(
      "require-driver", po::value<std::vector<std::string>>()->value_name("DRIVER,...")->composing(),
      "the verdict is for all of these; may be repeated")(
      "drivers",
      po::value<std::string>()->implicit_value(std::string(every_driver), "")->value_name("[=DRIVER,...]"),
      "simulate all drivers of the catalogue, or these (--drivers=asyncpg,pgx:exec), and say which of them "
      "work");
  po::options_description behaviour("Manners");
  behaviour.add_options()("only", words(),
                          "run these probes only, named as for --require; what is required and not run makes "
                          "the verdict inconclusive")("skip", words(), "do not run these")(
      "max-connections", po::value<std::string>()->value_name("N")->default_value("3"),
      "at most so many connections at once; with 2, the least, some probes cannot tell")(
      "deadline", po::value<std::string>()->value_name("TIME"),
      "begin no probe after so long; cleaning up comes on top")(
      "dry-run", "connect to nothing: list every message that would be sent")(
      "passive", "provoke no error and close no connection; most of it cannot be told then")(
      "allow-ddl", "run also the probes that create a temporary table")(
      "sacrificial", "run also those that may take prepared statements or search_path from other clients");
  po::options_description output("Output");
  add_output(output);
  add_screen(output, "no progress, and of the text only the verdict and the first fix",
             "the evidence and every finding; -vv also the messages");
  add_transcripts(output);
  po::options_description all;
  all.add(target).add(verdict).add(behaviour).add(output);
  return all;
}

constexpr std::string_view usage =
    "poolprobe check [OPTIONS] [TARGET]\n\n"
    "Says what is behind a connection: which pooler, which pool mode, and what\nworks there. Of several "
    "hosts in TARGET each is judged by itself, one after the\nother; the exit code is that of the "
    "gravest.\n\n";

/// --drivers has a list only behind "=": without one it must not take the target, which
/// Boost.Program_options would give it.
arguments with_explicit_list(arguments all) {
  for (auto at = all.begin(); at != all.end(); ++at) {
    if (*at != "--drivers") continue;
    *at += "=" + std::string(every_driver);
    auto const next = at + 1;
    if (next == all.end() || find_named_driver(next->substr(0, next->find(','))).choice.driver == nullptr)
      continue;
    throw fatal(exit_code::usage, "--drivers has its list behind =",
                naming("--drivers=DRIVER,... and then the target; here stands", *next));
  }
  return all;
}

/// So many probes of --only are shown with their messages.
constexpr std::size_t few_probes = 3;

std::optional<std::chrono::milliseconds> deadline_of(po::variables_map const& values) {
  if (values.count("deadline") == 0) return std::nullopt;
  constexpr double least = 0.1, most = 86'400;
  return std::chrono::round<std::chrono::milliseconds>(time_of(values, "deadline", least, most));
}

/// Where a name stands for several drivers, or names a configuration that its driver lacks.
[[noreturn]] void refuse(std::string_view option, std::string_view name, framework_entry const& framework) {
  auto const drivers = framework.drivers;
  auto const colon = std::min(name.find(':'), name.size());
  if (drivers.size() == 1) {
    auto const id = drivers.front().substr(0, drivers.front().find(':'));
    refuse_driver(option, fmt::format("{}{}", id, name.substr(colon)));
  }
  throw fatal(
      exit_code::usage, fmt::format("{}: {} can stand on several drivers", option, framework.name),
      fmt::format("{} is on one of {}: {}", framework.name, fmt::join(drivers, ", "), framework.choose));
}

[[noreturn]] void refuse_version(std::string_view option, std::string const& objection) {
  throw fatal(exit_code::usage,
              fmt::format("{} gives a version that does not say which generation is meant", option),
              objection);
}

/// The driver that an option names.
named_driver driver_named(std::string_view option, std::string const& name) {
  auto const found = find_named_driver(name);
  if (!found.objection.empty()) refuse_version(option, found.objection);
  if (found.choice.driver != nullptr) return found;
  if (found.framework != nullptr) refuse(option, name, *found.framework);
  refuse_driver(option, name);
}

/// The names of a list. Commas stand also between the versions of one name: php-pdo@PHP=8.4,libpq=17.
std::vector<std::string> driver_names(std::string_view list) {
  std::vector<std::string> names;
  for (auto const& word : split_list(list)) {
    auto const is_version = word.find('=') != word.npos && word.find('@') == word.npos;
    if (is_version && !names.empty()) {
      names.back().append(",").append(word);
    } else {
      names.emplace_back(word);
    }
  }
  return names;
}

/// What is judged in place of a name that is not the catalogue's own.
std::string said_of(named_driver const& named) {
  auto text = fmt::format("{} is judged as {}, the driver that it talks by", named.framework->name,
                          id_of(named.choice));
  if (!named.framework->also_required.empty())
    text += fmt::format("; it needs {} as well", fmt::join(named.framework->also_required, ", "));
  return text;
}

/// The drivers that the verdict is for, as they were typed, each with the option that named it.
std::vector<std::pair<std::string_view, std::string>> required_drivers(po::variables_map const& values) {
  std::vector<std::pair<std::string_view, std::string>> all;
  if (auto const name = text_of(values, "driver")) all.emplace_back("--driver", *name);
  for (auto const& list : texts_of(values, "require-driver")) {
    for (auto& name : driver_names(list)) all.emplace_back("--require-driver", std::move(name));
  }
  return all;
}

/// Adds the drivers that the verdict is for, and those to be listed; `wanted` gets what their frameworks
/// need.
void add_drivers(po::variables_map const& values, check_options& options, std::vector<std::string>& wanted) {
  for (auto const& [option, name] : required_drivers(values)) {
    auto const named = driver_named(option, name);
    options.drivers.push_back(named.choice);
    if (named.framework == nullptr) continue;
    if (values.count("quiet") == 0) remark(said_of(named));
    for (auto const code : named.framework->also_required) wanted.emplace_back(code);
  }
  auto const listed = text_of(values, "drivers");
  options.all_drivers = listed == every_driver;
  if (!listed || options.all_drivers) return;
  for (auto const& name : driver_names(*listed))
    options.listed.push_back(driver_named("--drivers", name).choice);
}

check_options options_of(po::variables_map const& values) {
  check_options options;
  options.limits.connect = timeout_of(values);
  options.limits.connections = whole_of(values, "max-connections", 2, 100);
  options.survey.admin = values.count("admin") > 0;
  options.deadline = deadline_of(values);
  options.allowed = {.ddl = values.count("allow-ddl") > 0,
                     .sacrificial = values.count("sacrificial") > 0,
                     .passive = values.count("passive") > 0};
  options.selection = select(all_probes(), texts_of(values, "only"), texts_of(values, "skip"));
  auto wanted = texts_of(values, "require");
  add_drivers(values, options, wanted);
  options.life = take_life_requirements(wanted);
  options.also_required = codes_of(all_probes(), "--require", wanted);
  return options;
}

rendering as_list(plan const& listed) {
  return [&listed](renderer const& format, render_options const& options) {
    return format.render_plan(listed, options);
  };
}

/// Where what was found goes.
struct report_writer {
  std::vector<output> outputs;
  render_options screen;
  bool overwrite;

  /// Returns the exit code.
  template <class Found>
  [[nodiscard]] int write(Found const& found) const {
    write_outputs(outputs, as_report(found), screen, overwrite);
    return static_cast<int>(found.verdict.exit_code);
  }
  /// Whether the text goes to standard output, and is more than the verdict.
  [[nodiscard]] bool has_screen() const {
    return !screen.quiet && without_screen(outputs).size() < outputs.size();
  }
};

/// At a terminal the verdict is shown as soon as it is certain, and the rest below it.
int check_host(target const& where, check_options options, report_writer const& to, progress_line& progress) {
  live_screen live(to.has_screen());
  if (live.enabled()) {
    options.certain = [&](run_record const& so_far) {
      progress.clear();
      live.begin(render_verdict_text(so_far, to.screen));
    };
  }
  run_record run;
  try {
    run = check_target(where, options);
  } catch (...) {
    progress.clear();
    live.finish({});  // a verdict on a run that failed after all is none
    throw;
  }
  progress.clear();
  if (!live.enabled()) return to.write(run);
  live.finish(render_text(run, to.screen));
  write_outputs(without_screen(to.outputs), as_report(run), to.screen, to.overwrite);
  return static_cast<int>(run.verdict.exit_code);
}

int check_online(std::vector<target> const& hosts, target const& where, check_options options,
                 report_writer const& to) {
  wire::catch_interrupts();
  progress_line progress(!to.screen.quiet);
  options.progress = [&progress](std::string_view what) {
    progress.show(fmt::format("poolprobe: {}", what));
  };
  try {
    if (hosts.size() == 1) return check_host(where, options, to, progress);
    auto const found = check_hosts(where, hosts, options);
    progress.clear();
    return to.write(found);
  } catch (fatal const& end) {
    progress.clear();
    if (end.code != exit_code::no_connection) throw;
    auto const failed = failed_run(where, end);
    write_outputs(without_screen(to.outputs), as_report(failed), to.screen, to.overwrite);
    write_stderr(render_text(failed, error_screen_options(to.screen)));
    return static_cast<int>(end.code);
  }
}

/// Where --driver names no configuration, the one that the driver's keys in the text select, in the versions
/// that are named.
driver_choice as_text_selects(driver_choice const& named, std::string const& name, target_info const& text) {
  auto const at = std::min(name.find('@'), name.size());
  auto const without_version = find_named_driver(name.substr(0, at)).choice;
  auto const is_open = without_version.config != nullptr && without_version.config->id.empty();
  auto const selected = find_driver(text.driver.value_or(""));
  if (!is_open || selected.driver != named.driver || selected.config->id.empty()) return named;
  auto const id = id_of(selected) + name.substr(at);
  if (auto const objection = objection_to_version(id); !objection.empty())
    refuse_version("--driver", objection);
  return find_driver(id);
}

}  // namespace

command_help check_help() { return {usage, options_of_check()}; }

int run_check(arguments const& all) {
  auto const known = check_help();
  auto const values = parse_options(with_explicit_list(all), known.options, {"target"});
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  auto options = options_of(values);
  auto const overwrite = values.count("overwrite") > 0;
  report_writer to{plan_outputs(texts_of(values, "output"), overwrite), screen_of(values), overwrite};
  to.screen.in_full = !options.selection.only.empty() && options.selection.only.size() <= few_probes;
  auto request = target_request_of(values);
  if (options.drivers.size() == 1) request.driver = id_of(options.drivers.front());
  auto const asked = find_target(request);
  auto const named = required_drivers(values);
  for (std::size_t i = 0; i < named.size(); ++i)
    options.drivers[i] = as_text_selects(options.drivers[i], named[i].second, asked.shown);
  auto const hosts = split_hosts(asked);
  auto const& where = hosts.size() == 1 ? hosts.front() : asked;
  options.several_hosts = asked.shown.host.find(',') != std::string::npos;

  if (values.count("offline") > 0 && values.count("dry-run") > 0) {
    throw fatal(exit_code::usage, "--offline and --dry-run do not go together",
                "--offline judges the connection text, --dry-run lists what a check would send");
  }
  if (values.count("lint") > 0 && values.count("offline") == 0) {
    throw fatal(exit_code::usage, "--lint goes with --offline",
                "it judges the connection text as a linter does, and connects to nothing");
  }
  if (values.count("lint") > 0) return to.write(lint_text(where, options));
  if (values.count("offline") > 0) return to.write(check_text(where, options));
  if (values.count("dry-run") > 0) {
    auto const listed = simulate(where, options);
    write_outputs(to.outputs, as_list(listed), to.screen, overwrite);
    return 0;
  }
  return check_online(hosts, where, options, to);
}

}  // namespace poolprobe
