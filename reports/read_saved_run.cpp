#include "reports/read_saved_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <climits>

#include "model/fatal.hpp"
#include "reports/read_saved_bench.hpp"

namespace poolprobe {
namespace {

/// The most rows of one kind that a run may have.
constexpr std::size_t most_rows = 10'000;

std::string text_if_there(json_reader const& from, std::string_view name) {
  auto const found = from.find(name);
  return found ? found->text_or_null() : std::string();
}

bool flag_if_there(json_reader const& from, std::string_view name) {
  auto const found = from.find(name);
  return found && found->flag();
}

/// A word that other versions may not have written.
template <has_words Enum>
Enum word_if_there(json_reader const& from, std::string_view name, Enum otherwise) {
  auto const found = from.find(name);
  return found ? found->one_of<Enum>() : otherwise;
}

int count_of(json_reader const& from, std::string_view name) { return from.at(name).whole(0, INT_MAX); }

std::uint64_t total_of(json_reader const& from, std::string_view name) {
  return from.at(name).whole<std::uint64_t>(0, UINT64_MAX);
}

tool_info tool(json_reader const& from) {
  return {from.at("name").text(), from.at("version").text(), from.at("libpq").text()};
}

removed_setting setting(json_reader const& from) {
  return {from.at("key").text(), from.at("value").text(), from.at("meaning").text(),
          word_if_there(from, "effect", setting_effect::none)};
}

advice advised(json_reader const& from) {
  return {from.at("kind").one_of<advice_kind>(), from.at("about").text(), from.at("says").text(),
          from.at("remedy").text()};
}

target_info target(json_reader const& from) {
  target_info to;
  to.display = from.at("display").text();
  to.source = from.at("source").text();
  to.host = from.at("host").text();
  to.port = from.at("port").text();
  to.database = from.at("database").text();
  to.user = from.at("user").text();
  to.address = text_if_there(from, "address");
  to.driver = from.at("driver").optional_text();
  to.settings_removed = all_of(from.at("settings_removed").list(), setting);
  if (auto const given = from.find("advice")) to.advice = all_of(given->list(), advised);
  return to;
}

evidence signal(json_reader const& from) {
  return {from.at("signal").text(), from.at("observed").text(), from.at("means").text()};
}

path_element part_of_path(json_reader const& from) {
  return {from.at("what").text(), from.at("why").text(), flag_if_there(from, "alternative")};
}

pooler_info pooler(json_reader const& from) {
  pooler_info to;
  to.present = from.at("present").one_of<certainty>();
  to.product = from.at("product").text();
  to.version = from.at("version").optional_text();
  to.pool_mode = from.at("pool_mode").one_of<pool_mode>();
  to.prepared_statements = from.at("prepared_statements").one_of<support>();
  to.layers = count_of(from, "layers");
  to.evidence = all_of(from.at("evidence").list(), signal);
  if (auto const given = from.find("path")) to.path = all_of(given->list(), part_of_path);
  to.processes_differ = text_if_there(from, "processes_differ");
  if (auto const given = from.find("pinned_by"))
    to.pinned_by = all_of(given->list(), [](json_reader const& one) { return one.text(); });
  if (from.find("processes_judged")) to.processes_judged = count_of(from, "processes_judged");
  return to;
}

transcript_entry step(json_reader const& from) {
  transcript_entry to;
  to.client = from.at("client").text();
  to.sent = from.at("sent").text();
  to.sql = text_if_there(from, "sql");
  if (auto const backend = from.at("backend"); !backend.is_null())
    to.backend = backend.whole(INT_MIN, INT_MAX);
  to.received = from.at("received").text();
  to.ms = from.at("ms").number_or_null();
  return to;
}

finding found(json_reader const& from) {
  finding to;
  to.code = from.at("code").text();
  to.id = from.at("id").text();
  to.group = from.at("group").text();
  to.feature = text_if_there(from, "feature");
  to.outcome = from.at("outcome").one_of<outcome>();
  to.required = from.at("required").flag();
  to.sqlstate = from.at("sqlstate").optional_sqlstate();
  to.summary = from.at("summary").text();
  to.requirement = from.at("requirement").text();
  to.expected = from.at("expected").text();
  to.observed = from.at("observed").text();
  to.fixes = from.at("fixes").texts();
  to.transcript = all_of(from.at("transcript").list(), step);
  to.duration_ms = from.at("duration_ms").number_or_null();
  return to;
}

scenario_result scenario(json_reader const& from) {
  scenario_result to;
  to.scenario = from.at("scene").one_of<scenario_kind>();
  to.outcome = from.at("outcome").one_of<outcome>();
  to.sqlstate = from.at("sqlstate").optional_sqlstate();
  to.executions = count_of(from, "executions");
  to.tried_again = from.at("tried_again").flag();
  to.observed = from.at("observed").text();
  // A word that this version does not know might be grave: it counts for the verdict.
  to.counts_for = from_word<scenario_result::weight>(text_if_there(from, "counts_for"))
                      .value_or(scenario_result::weight::verdict);
  to.feature = text_if_there(from, "feature");
  to.use = text_if_there(from, "use");
  to.transcript = all_of(from.at("transcript").list(), step);
  return to;
}

driver_caveat warned(json_reader const& from) {
  return {text_if_there(from, "code"), from.at("sqlstate").optional_sqlstate(), from.at("summary").text(),
          text_if_there(from, "fix"), flag_if_there(from, "required")};
}

feature_result used(json_reader const& from) {
  return {from.at("group").text(),
          from.at("use").text(),
          from.at("outcome").one_of<outcome>(),
          from.at("sqlstate").optional_sqlstate(),
          from.at("summary").text(),
          flag_if_there(from, "required")};
}

version_span held(json_reader const& from) {
  return {from.at("package").text(), text_if_there(from, "from"), text_if_there(from, "before")};
}

driver_result driven(json_reader const& from) {
  driver_result to;
  to.driver = from.at("driver").text();
  to.config = from.at("config").text();
  to.setting = from.at("setting").text();
  to.script = from.at("script").text();
  to.outcome = from.at("outcome").one_of<outcome>();
  to.required = from.at("required").flag();
  to.sqlstate = from.at("sqlstate").optional_sqlstate();
  to.executions = count_of(from, "executions");
  to.summary = from.at("summary").text();
  to.fix = from.at("fix").text_or_null();
  to.fix_id = from.at("fix_config").text_or_null();
  to.fix_verified = from.at("fix_verified").flag();
  to.proved = from.at("proved").text_or_null();
  if (auto const given = from.find("holds_for")) to.holds_for = all_of(given->list(), held);
  if (auto const path = from.find("critical_path")) to.critical_path = path->whole(0, INT_MAX);
  if (auto const given = from.find("generation_of")) to.generation_of = given->optional_text();
  if (auto const given = from.find("sqlstates")) to.sqlstates = given->texts();
  if (auto const given = from.find("caveats")) to.caveats = all_of(given->list(), warned);
  if (auto const given = from.find("features")) to.features = all_of(given->list(), used);
  to.scenarios = all_of(from.at("scenes").list(), scenario);
  return to;
}

hazard danger(json_reader const& from) {
  hazard to;
  to.code = from.at("code").text();
  to.id = text_if_there(from, "id");
  to.title = text_if_there(from, "title");
  to.statement = from.at("statement").text_or_null();
  to.name = text_if_there(from, "name");
  to.connection = total_of(from, "connection");
  to.transaction = total_of(from, "transaction");
  to.count = total_of(from, "count");
  to.without_support = word_if_there(from, "without_support", impact::unknown);
  to.with_support = word_if_there(from, "with_support", impact::unknown);
  to.explanation = from.at("explanation").text();
  to.fix = from.at("fix").text();
  return to;
}

recognised_driver sign(json_reader const& from) {
  return {from.at("drivers").texts(), from.at("who").text(), from.at("sign").text()};
}

traffic_info seen(json_reader const& from) {
  traffic_info to;
  to.command = from.at("command").text_or_null();
  to.failure = from.at("failure").optional_text();
  to.prepared_support = from.at("prepared_support").flag();
  to.connections = total_of(from, "connections");
  to.logins = total_of(from, "logins");
  to.unreachable = total_of(from, "unreachable");
  to.cancels = total_of(from, "cancels");
  to.transactions = total_of(from, "transactions");
  to.statements = total_of(from, "statements");
  to.not_understood = total_of(from, "not_understood");
  to.too_long = total_of(from, "too_long");
  to.lost_connections = total_of(from, "lost_connections");
  to.names_left_out = total_of(from, "names_left_out");
  to.hazards_left_out = total_of(from, "hazards_left_out");
  to.drivers = all_of(from.at("drivers").list(), sign);
  if (auto const given = from.find("caveats")) to.caveats = all_of(given->list(), warned);
  return to;
}

residue left(json_reader const& from) {
  residue thing{from.at("backend").whole(INT_MIN, INT_MAX),
                from.at("kind").one_of<residue_kind>(),
                from.at("name").text(),
                {}};
  if (auto const tried = from.find("tried")) thing.tried = tried->text();
  return thing;
}

cost paid(json_reader const& from) {
  cost to;
  to.connections = count_of(from, "connections");
  to.peak_connections = count_of(from, "peak_connections");
  to.round_trips = count_of(from, "round_trips");
  if (auto const path = from.find("critical_path")) to.critical_path = path->whole(0, INT_MAX);
  to.pooler_log_lines = count_of(from, "pooler_log_lines");
  to.closed_servers = count_of(from, "closed_servers");
  to.duration_ms = from.at("duration_ms").number_or_null();
  if (auto const ms = from.find("verdict_ms")) to.verdict_ms = ms->number_or_null();
  if (auto const path = from.find("verdict_critical_path"))
    to.verdict_critical_path = path->whole(0, INT_MAX);
  if (auto const bound = from.find("bound_reached")) to.bound_reached = bound->text();
  return to;
}

verdict judged(json_reader const& from) {
  verdict to;
  to.status = from.at("status").one_of<verdict_status>();
  auto const code = from.at("exit_code");
  auto const number = code.whole(0, 255);
  auto const* const known =
      std::find_if(exit_meanings.begin(), exit_meanings.end(),
                   [number](exit_meaning const& one) { return static_cast<int>(one.code) == number; });
  if (known == exit_meanings.end()) code.refuse("is no exit code of poolprobe");
  to.exit_code = known->code;
  to.reasons = from.at("reasons").texts();
  return to;
}

/// So many hosts have a record in one document at most.
constexpr std::size_t most_runs = 10'000;

constexpr std::string_view one_run = "poolprobe/run";
constexpr std::string_view several_runs = "poolprobe/runs";

/// Which of the two documents it is.
std::string schema_of(json_reader const& document, std::string const& file) {
  auto schema = document.at("schema").text();
  if (schema != one_run && schema != several_runs) {
    throw fatal(exit_code::usage, fmt::format("{}: the document is not a saved run of poolprobe", file),
                "only what check, trace and bench have written with -o json can be rendered again");
  }
  if (document.at("schema_version").whole(0, INT_MAX) != 1) {
    throw fatal(exit_code::usage, fmt::format("{}: this run has another schema_version than 1", file),
                "take the poolprobe that has written it, or a newer one");
  }
  return schema;
}

run_record read_run(json_reader const& document) {
  run_record run;
  run.tool = tool(document.at("tool"));
  run.target = target(document.at("target"));
  if (auto const offline = document.at("target").find("offline")) run.offline = offline->flag();
  run.pooler = pooler(document.at("pooler"));
  run.made_at = text_if_there(document, "made_at");
  run.server.version = document.at("server").at("version").text();
  run.findings = all_of(document.at("findings").list(most_rows), found);
  run.drivers = all_of(document.at("drivers").list(most_rows), driven);
  run.hazards = all_of(document.at("hazards").list(), danger);
  run.measurements = all_of(document.at("measurements").list(most_rows), read_measurement);
  if (auto const traffic = document.find("traffic")) run.traffic = seen(*traffic);
  if (auto const bench = document.find("bench")) run.bench = read_bench(*bench);
  run.residue = all_of(document.at("residue").list(), left);
  run.cost = paid(document.at("cost"));
  run.verdict = judged(document.at("verdict"));
  return run;
}

/// `read` of the document in that text.
template <class Read>
auto with_document(std::string_view text, std::string const& file, Read const& read) {
  if (text.size() > longest_saved_run)
    throw fatal(exit_code::usage, fmt::format("{}: is longer than any saved run", file));
  auto const document = nlohmann::json::parse(text, nullptr, false);
  if (document.is_discarded()) {
    throw fatal(exit_code::usage, fmt::format("{}: is not JSON, or its end is missing", file),
                "poolprobe report reads what poolprobe has written with -o json");
  }
  return read(json_reader(document, file));
}

run_set read_set(json_reader const& document, std::string const& file) {
  run_set all;
  auto const runs = document.at("runs");
  for (auto const& one : runs.list(most_runs)) {
    if (schema_of(one, file) != one_run) one.refuse("is no single run");
    all.runs.push_back(read_run(one));
  }
  if (all.runs.empty()) runs.refuse("is empty");
  all.verdict = judged(document.at("verdict"));
  return all;
}

}  // namespace

run_record read_json(std::string_view text, std::string const& file) {
  return with_document(text, file, [&file](json_reader const& document) {
    if (schema_of(document, file) == several_runs)
      throw fatal(exit_code::usage, fmt::format("{}: the document holds the runs of several hosts", file),
                  "poolprobe report shows it where it is the only file");
    return read_run(document);
  });
}

std::variant<run_record, run_set> read_saved(std::string_view text, std::string const& file) {
  using saved = std::variant<run_record, run_set>;
  return with_document(text, file, [&file](json_reader const& document) {
    return schema_of(document, file) == several_runs ? saved(read_set(document, file))
                                                     : saved(read_run(document));
  });
}

}  // namespace poolprobe
