#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "model/driver_words.hpp"
#include "model/target_words.hpp"
#include "reports/figures.hpp"
#include "reports/printable_text.hpp"
#include "reports/registry.hpp"
#include "reports/report_words.hpp"
#include "reports/strategy_ratios.hpp"

/// Lines end with a line feed alone, for the tools that read lines; RFC 4180 in all else.
namespace poolprobe {
namespace {

/// Whether a spreadsheet would take the text for a formula and run it.
bool is_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos;
}

std::string field(std::string_view text, bool ascii) {
  auto safe = printable(text, ascii);
  if (is_formula(safe)) safe.insert(0, "'");
  if (safe.find_first_of(",\"") == std::string::npos) return safe;
  std::string quoted("\"");
  for (char const c : safe) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

/// With as many decimals as in JSON; empty where it is not finite.
std::string number_text(double value) {
  if (!std::isfinite(value)) return {};
  auto text = fmt::format("{:.6f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// One line under construction.
class line {
 public:
  explicit line(bool ascii) : ascii_(ascii) {}

  line& text(std::string_view value) { return put(field(value, ascii_)); }
  line& number(double value) { return put(number_text(value)); }
  line& whole(std::uint64_t value) { return put(fmt::format("{}", value)); }
  line& nothing(int columns) {
    while (columns-- > 0) put("");
    return *this;
  }
  [[nodiscard]] std::string str() const { return text_ + '\n'; }

 private:
  line& put(std::string const& value) {
    text_ += (empty_ ? "" : ",") + value;
    empty_ = false;
    return *this;
  }

  bool ascii_;
  bool empty_ = true;
  std::string text_;
};

std::string joined(std::vector<std::string> const& all) { return fmt::format("{}", fmt::join(all, "; ")); }

void add_ratio(line& row, std::optional<ratio> const& found) {
  if (!found) {
    row.nothing(3);
    return;
  }
  row.number(found->times);
  found->low ? row.number(*found->low) : row.nothing(1);
  found->high ? row.number(*found->high) : row.nothing(1);
}

std::string measured_line(compared const& row, std::string_view baseline, bool ascii) {
  auto const& m = *row.of;
  auto const measured = has_figures(m);
  line one(ascii);
  one.text(m.strategy).text(joined(m.also)).text(m.driver.value_or("")).text(m.setting).text(m.script);
  one.whole(static_cast<std::uint64_t>(std::max(m.clients, 0))).text(word(m.route)).number(m.rtt_ms);
  m.effective_rtt_ms > 0 ? one.number(m.effective_rtt_ms) : one.nothing(1);
  one.text(word(m.status)).text(m.sqlstate.value_or(""));
  m.broke_at > 0 ? one.whole(static_cast<std::uint64_t>(m.broke_at)) : one.nothing(1);
  one.text(m.summary);
  measured ? one.whole(m.operations) : one.nothing(1);
  for (auto const& c : named_figures()) measured ? one.number(m.*c.value) : one.nothing(1);
  add_ratio(one, row.to_direct);
  one.text(baseline);
  add_ratio(one, row.to_baseline);
  return one.str();
}

std::string measurements(run_record const& run, bool ascii) {
  std::string text =
      "strategy,also,driver,setting,script,clients,route,rtt_ms,effective_rtt_ms,status,sqlstate,broke_at,"
      "summary,operations,";
  for (auto const& c : named_figures()) text.append(c.name).push_back(',');
  text += "vs_direct,vs_direct_low,vs_direct_high,baseline,vs_baseline,vs_baseline_low,vs_baseline_high\n";
  for (auto const& group : compare(run)) {
    for (auto const* rows : {&group.pooled, &group.direct}) {
      for (auto const& row : *rows) text += measured_line(row, run.bench->baseline, ascii);
    }
  }
  return text;
}

std::string hazards(run_record const& run, bool ascii) {
  std::string text =
      "code,id,title,without_support,with_support,count,connection,transaction,name,statement,fix\n";
  for (auto const& h : run.hazards) {
    line one(ascii);
    one.text(h.code).text(h.id).text(h.title).text(word(h.without_support)).text(word(h.with_support));
    one.whole(h.count).whole(h.connection).whole(h.transaction).text(h.name).text(h.statement).text(h.fix);
    text += one.str();
  }
  return text;
}

std::string_view yes_or_no(bool value) { return value ? "yes" : "no"; }

/// A driver, and a row for each of its caveats and of the features that a program may use.
std::string driver_lines(driver_result const& d, bool ascii) {
  line one(ascii);
  one.text("driver").nothing(1).text(id_of(d)).text(word(d.outcome)).text(yes_or_no(d.required));
  auto text = one.text(d.sqlstate.value_or("")).text(d.summary + version_remark(d)).text(d.fix).str();
  for (auto const& c : d.caveats) {
    line row(ascii);
    row.text("caveat").text(c.code).text(id_of(d)).text(word(outcome::breaks)).text(yes_or_no(c.required));
    text += row.text(c.sqlstate.value_or("")).text("a caveat: " + c.summary).text(c.fix).str();
  }
  for (auto const& f : d.features) {
    line row(ascii);
    row.text("feature").text(f.group).text(id_of(d)).text(word(f.outcome)).text(yes_or_no(f.required));
    text += row.text(f.sqlstate.value_or("")).text(words_of(f)).nothing(1).str();
  }
  return text;
}

std::string verdict_line(verdict const& judged, bool ascii) {
  line one(ascii);
  one.text("verdict").nothing(2).text(word(judged.status)).nothing(2);
  return one.text(joined(judged.reasons)).nothing(1).str();
}

constexpr std::string_view findings_header = "kind,code,id,outcome,required,sqlstate,summary,fix\n";

std::string findings(run_record const& run, bool ascii) {
  std::string text(findings_header);
  text += verdict_line(run.verdict, ascii);
  for (auto const& d : run.drivers) text += driver_lines(d, ascii);
  for (auto const& f : run.findings) {
    line one(ascii);
    one.text("finding").text(f.code).text(f.id).text(word(f.outcome)).text(yes_or_no(f.required));
    text += one.text(f.sqlstate.value_or("")).text(f.summary).text(joined(f.fixes)).str();
  }
  return text;
}

}  // namespace

std::string render_csv(run_record const& run, render_options const& options) {
  if (run.bench) return measurements(run, options.ascii);
  return run.traffic ? hazards(run, options.ascii) : findings(run, options.ascii);
}

std::string render_runs_csv(run_set const& all, render_options const& options) {
  std::string header(findings_header);
  auto text = fmt::format("host,{},{}", header, verdict_line(all.verdict, options.ascii));
  for (auto const& run : all.runs) {
    auto const place = field(place_of(run.target), options.ascii);
    std::istringstream table(render_csv(run, options));
    auto const last = std::exchange(header, {});
    std::getline(table, header);
    header += '\n';
    if (header != last) text += "host," + header;
    for (std::string row; std::getline(table, row);) text += fmt::format("{},{}\n", place, row);
  }
  return text;
}

std::string render_plan_csv(plan const& listed, render_options const& options) {
  std::string text = "code,id,only_if,not_run,cannot_tell,client,sent,sql,asks_backend\n";
  for (auto const& part : listed.parts) {
    auto const start = [&] {
      line one(options.ascii);
      one.text(part.code).text(part.id).text(part.only_if).text(part.not_run).text(part.cannot_tell);
      return one;
    };
    if (part.steps.empty()) text += start().nothing(4).str();
    for (auto const& step : part.steps) {
      auto one = start();
      text += one.text(step.client).text(step.sent).text(step.sql).text(yes_or_no(step.asks_backend)).str();
    }
  }
  return text;
}

}  // namespace poolprobe
