#include <nlohmann/json.hpp>

#include "reports/json_write.hpp"
#include "reports/registry.hpp"

namespace poolprobe {
namespace {

using json = nlohmann::ordered_json;

/// Every element of a list through its own `to_json` function; an empty list stays a list.
template <class Element>
json array(std::vector<Element> const& elements, json (*one)(Element const&)) {
  auto all = json::array();
  for (auto const& element : elements) all.push_back(one(element));
  return all;
}

json null_if_empty(std::string const& text) { return text.empty() ? json(nullptr) : json(text); }

json setting(removed_setting const& from) {
  return {{"key", from.key}, {"value", from.value}, {"meaning", from.meaning}, {"effect", word(from.effect)}};
}

json advised(advice const& from) {
  return {{"kind", word(from.kind)}, {"about", from.about}, {"says", from.says}, {"remedy", from.remedy}};
}

json tool(tool_info const& from) {
  return {{"name", from.name}, {"version", from.version}, {"libpq", from.libpq}};
}

json target(target_info const& from) {
  json all{{"display", from.display},
           {"source", from.source},
           {"host", from.host},
           {"port", from.port},
           {"database", from.database},
           {"user", from.user},
           {"driver", or_null(from.driver)},
           {"settings_removed", array(from.settings_removed, setting)},
           {"advice", array(from.advice, advised)}};
  if (!from.address.empty()) all["address"] = from.address;
  return all;
}

json target_of(run_record const& run) {
  auto all = target(run.target);
  all["offline"] = run.offline;
  return all;
}

json signal(evidence const& from) {
  return {{"signal", from.signal}, {"observed", from.observed}, {"means", from.means}};
}

json part_of_path(path_element const& from) {
  return {{"what", from.what}, {"why", from.why}, {"alternative", from.alternative}};
}

json pooler(pooler_info const& from) {
  return {{"present", word(from.present)},
          {"product", from.product},
          {"version", or_null(from.version)},
          {"pool_mode", word(from.pool_mode)},
          {"prepared_statements", word(from.prepared_statements)},
          {"layers", from.layers},
          {"evidence", array(from.evidence, signal)},
          {"path", array(from.path, part_of_path)},
          {"processes_differ", from.processes_differ.empty() ? json(nullptr) : json(from.processes_differ)},
          {"processes_judged", from.processes_judged},
          {"pinned_by", from.pinned_by}};
}

json step(transcript_entry const& from) {
  return {{"client", from.client},
          {"sent", from.sent},
          {"sql", from.sql.empty() ? json(nullptr) : json(from.sql)},
          {"backend", or_null(from.backend)},
          {"received", from.received},
          {"ms", json_figure(from.ms)}};
}

json found(finding const& from) {
  return {{"code", from.code},
          {"id", from.id},
          {"group", from.group},
          {"feature", null_if_empty(from.feature)},
          {"outcome", word(from.outcome)},
          {"required", from.required},
          {"sqlstate", or_null(from.sqlstate)},
          {"summary", from.summary},
          {"requirement", from.requirement},
          {"expected", from.expected},
          {"observed", from.observed},
          {"fixes", json(from.fixes)},
          {"transcript", array(from.transcript, step)},
          {"duration_ms", json_figure(from.duration_ms)}};
}

json scenario(scenario_result const& from) {
  return {{"scene", word(from.scenario)},        {"outcome", word(from.outcome)},
          {"sqlstate", or_null(from.sqlstate)},  {"executions", from.executions},
          {"tried_again", from.tried_again},     {"observed", from.observed},
          {"counts_for", word(from.counts_for)}, {"feature", null_if_empty(from.feature)},
          {"use", null_if_empty(from.use)},      {"transcript", array(from.transcript, step)}};
}

json warned(driver_caveat const& from) {
  return {{"code", null_if_empty(from.code)},
          {"sqlstate", or_null(from.sqlstate)},
          {"summary", from.summary},
          {"fix", null_if_empty(from.fix)},
          {"required", from.required}};
}

json used(feature_result const& from) {
  return {{"group", from.group},           {"use", from.use},
          {"outcome", word(from.outcome)}, {"sqlstate", or_null(from.sqlstate)},
          {"summary", from.summary},       {"required", from.required}};
}

json held(version_span const& from) {
  return {
      {"package", from.package}, {"from", null_if_empty(from.from)}, {"before", null_if_empty(from.before)}};
}

json driven(driver_result const& from) {
  return {{"driver", from.driver},
          {"config", from.config},
          {"setting", from.setting},
          {"script", from.script},
          {"outcome", word(from.outcome)},
          {"required", from.required},
          {"sqlstate", or_null(from.sqlstate)},
          {"executions", from.executions},
          {"summary", from.summary},
          {"fix", from.fix.empty() ? json(nullptr) : json(from.fix)},
          {"fix_config", from.fix_id.empty() ? json(nullptr) : json(from.fix_id)},
          {"fix_verified", from.fix_verified},
          {"proved", from.proved.empty() ? json(nullptr) : json(from.proved)},
          {"holds_for", array(from.holds_for, held)},
          {"critical_path", from.critical_path},
          {"generation_of", or_null(from.generation_of)},
          {"sqlstates", json(from.sqlstates)},
          {"caveats", array(from.caveats, warned)},
          {"features", array(from.features, used)},
          {"scenes", array(from.scenarios, scenario)}};
}

json danger(hazard const& from) {
  return {{"code", from.code},
          {"id", from.id},
          {"title", from.title},
          {"statement", from.statement.empty() ? json(nullptr) : json(from.statement)},
          {"name", from.name.empty() ? json(nullptr) : json(from.name)},
          {"connection", from.connection},
          {"transaction", from.transaction},
          {"count", from.count},
          {"without_support", word(from.without_support)},
          {"with_support", word(from.with_support)},
          {"explanation", from.explanation},
          {"fix", from.fix}};
}

json sign(recognised_driver const& from) {
  return {{"drivers", json(from.drivers)}, {"who", from.who}, {"sign", from.sign}};
}

json seen(traffic_info const& from) {
  return {{"command", from.command.empty() ? json(nullptr) : json(from.command)},
          {"failure", or_null(from.failure)},
          {"prepared_support", from.prepared_support},
          {"connections", from.connections},
          {"logins", from.logins},
          {"unreachable", from.unreachable},
          {"cancels", from.cancels},
          {"transactions", from.transactions},
          {"statements", from.statements},
          {"not_understood", from.not_understood},
          {"too_long", from.too_long},
          {"lost_connections", from.lost_connections},
          {"names_left_out", from.names_left_out},
          {"hazards_left_out", from.hazards_left_out},
          {"drivers", array(from.drivers, sign)},
          {"caveats", array(from.caveats, warned)}};
}

json left(residue const& from) {
  json thing{{"backend", from.backend}, {"kind", word(from.kind)}, {"name", from.name}};
  if (!from.tried.empty()) thing["tried"] = from.tried;
  return thing;
}

json paid(cost const& from) {
  json all{{"connections", from.connections},
           {"peak_connections", from.peak_connections},
           {"round_trips", from.round_trips},
           {"critical_path", from.critical_path},
           {"pooler_log_lines", from.pooler_log_lines},
           {"closed_servers", from.closed_servers},
           {"duration_ms", json_figure(from.duration_ms)}};
  if (from.verdict_critical_path > 0) {
    all["verdict_ms"] = json_figure(from.verdict_ms);
    all["verdict_critical_path"] = from.verdict_critical_path;
  }
  if (!from.bound_reached.empty()) all["bound_reached"] = from.bound_reached;
  return all;
}

json judged(verdict const& from) {
  return {{"status", word(from.status)},
          {"exit_code", static_cast<int>(from.exit_code)},
          {"reasons", json(from.reasons)}};
}

json planned(planned_step const& from) {
  return {{"client", null_if_empty(from.client)},
          {"sent", from.sent},
          {"sql", null_if_empty(from.sql)},
          {"asks_backend", from.asks_backend}};
}

json part(planned_part const& from) {
  return {{"code", null_if_empty(from.code)},
          {"id", from.id},
          {"not_run", null_if_empty(from.not_run)},
          {"only_if", null_if_empty(from.only_if)},
          {"cannot_tell", null_if_empty(from.cannot_tell)},
          {"steps", array(from.steps, planned)}};
}

json whole(run_record const& run) {
  json document{{"schema", "poolprobe/run"},
                {"schema_version", 1},
                {"tool", tool(run.tool)},
                {"target", target_of(run)},
                {"pooler", pooler(run.pooler)},
                {"server", {{"version", run.server.version}}},
                {"findings", array(run.findings, found)},
                {"drivers", array(run.drivers, driven)},
                {"hazards", array(run.hazards, danger)},
                {"measurements", array<measurement>(run.measurements, json_of)},
                {"residue", array(run.residue, left)},
                {"cost", paid(run.cost)},
                {"verdict", judged(run.verdict)}};
  if (!run.made_at.empty()) document["made_at"] = run.made_at;
  if (run.traffic) document["traffic"] = seen(*run.traffic);
  if (run.bench) document["bench"] = json_of(*run.bench);
  return document;
}

}  // namespace

std::string render_json(run_record const& run, render_options const&) { return json_text(whole(run)); }

std::string render_runs_json(run_set const& all, render_options const&) {
  return json_text({{"schema", "poolprobe/runs"},
                    {"schema_version", 1},
                    {"runs", array(all.runs, whole)},
                    {"verdict", judged(all.verdict)}});
}

std::string render_plan_json(plan const& listed, render_options const&) {
  json document{{"schema", "poolprobe/plan"},
                {"schema_version", 1},
                {"tool", tool(listed.tool)},
                {"target", target(listed.target)},
                {"parts", array(listed.parts, part)},
                {"connections", listed.cost.connections},
                {"peak_connections", listed.cost.peak_connections}};
  if (!listed.hosts.empty()) document["hosts"] = json(listed.hosts);
  return json_text(document);
}

}  // namespace poolprobe
