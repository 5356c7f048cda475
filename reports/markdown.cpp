#include <fmt/format.h>

#include "model/driver_words.hpp"
#include "model/outcome_words.hpp"
#include "model/target_words.hpp"
#include "reports/markdown_sections.hpp"
#include "reports/registry.hpp"
#include "reports/report_words.hpp"
#include "reports/text_style.hpp"

namespace poolprobe {
namespace {

/// "✘ breaks"
std::string outcome_cell(outcome value, render_options const& options) {
  auto words = std::string(words_of(value).spoken);
  // The marks in ASCII have brackets, which make links.
  return options.ascii ? words : fmt::format("{} {}", text_style(options).mark(value), words);
}

std::string verdict_part(verdict_words const& known, verdict const& judged, render_options const& options) {
  markdown_text const as(options.ascii);
  auto const mark = options.ascii ? "" : fmt::format("{} ", text_style(options).mark(known.mark));
  auto text = fmt::format("**{}{}** (exit {}){}\n", mark, known.word, static_cast<int>(judged.exit_code),
                          as.prose(known.meaning));
  std::string said;
  for (auto const& reason : judged.reasons) {
    if (known.meaning.find(reason) == std::string::npos) said += "- " + as.prose(reason) + '\n';
  }
  if (!said.empty()) text += '\n' + said;
  return text + '\n';
}

std::string target_part(run_record const& run, markdown_text const& as) {
  std::string text = as.row({"", ""}) + as.ruler(2, 0);
  text += as.row({"target", as.code(run.target.display)});
  if (auto const address = address_words(run.target); !address.empty())
    text += as.row({"address", as.prose(address)});
  if (run.target.driver) text += as.row({"driver", as.code(*run.target.driver)});
  if (run.offline || run.traffic) return text + '\n';
  text += as.row({"server", as.code(run.server.version.empty() ? "version not known"
                                                               : "PostgreSQL " + run.server.version)});
  text += as.row({"pooler", as.code(pooler_words(run.pooler))});
  if (run.pooler.present != certainty::no) {
    text += as.row({"pool mode", as.prose(explained(run.pooler.pool_mode))});
    text += as.row({"prepared statements", as.prose(explained(run.pooler.prepared_statements))});
  }
  return text + '\n';
}

std::string advice_part(run_record const& run, markdown_text const& as) {
  if (run.target.advice.empty()) return {};
  std::string text = "### The connection text\n\n";
  for (auto const& one : run.target.advice) {
    text += fmt::format("- {}: {}", as.code(one.about), as.prose(one.says));
    if (!one.remedy.empty()) text += "; " + as.prose(one.remedy);
    text += '\n';
  }
  return text + '\n';
}

/// Its result in words, with versions, caveats and features.
std::string told_of(driver_result const& d) {
  auto text = d.summary + version_remark(d);
  if (d.outcome != outcome::works) {
    for (auto const& one : d.caveats) text += "; a caveat: " + words_of(one);
  }
  for (auto const& f : d.features) {
    if (f.outcome != outcome::works || d.required) text += "; " + words_of(f);
  }
  return text;
}

/// Its fix, or where it works its caveats.
std::string fixes_of(driver_result const& d, markdown_text const& as) {
  if (!d.fix.empty()) return as.code(d.fix) + (d.fix_verified ? " (tried here: works)" : "");
  std::string text;
  for (auto const& one : d.caveats) text += (text.empty() ? "" : "; ") + as.prose(one.fix);
  return text;
}

std::string drivers_part(run_record const& run, render_options const& options) {
  if (run.drivers.empty()) return {};
  markdown_text const as(options.ascii);
  std::string text = "### Drivers\n\n" + as.row({"driver", "here", "", "fix"}) + as.ruler(4, 0);
  for (auto const& d : run.drivers) {
    auto const caveat = d.outcome == outcome::works && !d.caveats.empty() ? ", with a caveat" : "";
    text += as.row({as.code(id_of(d)), outcome_cell(d.outcome, options) + caveat, as.prose(told_of(d)),
                    fixes_of(d, as)});
  }
  return text + '\n';
}

std::string findings_part(run_record const& run, render_options const& options) {
  if (run.findings.empty()) return {};
  markdown_text const as(options.ascii);
  std::string text =
      "### What works here\n\n" + as.row({"code", "what", "outcome", "required", "summary"}) + as.ruler(5, 0);
  for (auto const& f : run.findings) {
    auto outcome = outcome_cell(f.outcome, options);
    if (f.sqlstate) outcome += " (" + as.prose(*f.sqlstate) + ")";
    text +=
        as.row({as.prose(f.code), as.prose(f.id), outcome, f.required ? "yes" : "no", as.prose(f.summary)});
  }
  return text + '\n';
}

std::string fixes_part(run_record const& run, markdown_text const& as) {
  std::string text;
  for (auto const& f : run.findings) {
    if (f.outcome == outcome::works || f.fixes.empty()) continue;
    text += fmt::format("- {} {}\n", as.prose(f.code), as.prose(f.id));
    for (auto const& fix : f.fixes) text += "  - " + as.prose(fix) + '\n';
  }
  return text.empty() ? text : "### How to fix it\n\n" + text + '\n';
}

std::string hazards_part(run_record const& run, markdown_text const& as) {
  if (run.hazards.empty() && run.traffic->logins == 0) return "";
  if (run.hazards.empty()) return "No hazards were seen.\n\n";
  std::string text =
      "### Behind a pooler in transaction mode\n\n" +
      as.row({"code", "what", "without support for prepared statements", "with", "statement", "times"}) +
      as.ruler(5, 1);
  for (auto const& h : run.hazards) {
    text += as.row({as.prose(h.code), as.prose(h.title), as.prose(word(h.without_support)),
                    as.prose(word(h.with_support)), as.code(h.statement), std::to_string(h.count)});
  }
  return text + '\n';
}

std::string traffic_part(run_record const& run, markdown_text const& as) {
  auto const& seen = *run.traffic;
  auto text = fmt::format("{} logins, {} transactions, {} statements were watched.\n\n", seen.logins,
                          seen.transactions, seen.statements);
  text += hazards_part(run, as);
  std::string fixes;
  std::string_view last;
  for (auto const& h : run.hazards) {
    if (h.code != last) fixes += fmt::format("- {}: {}\n", as.prose(h.code), as.prose(h.fix));
    last = h.code;
  }
  return fixes.empty() ? text : text + "### How to fix it\n\n" + fixes + '\n';
}

std::string residue_part(run_record const& run, markdown_text const& as) {
  std::string text;
  for (auto const& thing : run.residue) {
    text +=
        fmt::format("- {} {} on server connection {}", word(thing.kind), as.code(thing.name), thing.backend);
    text += (thing.tried.empty() ? "" : "; " + as.prose(thing.tried)) + '\n';
  }
  return text.empty() ? text : "### Left behind\n\n" + text + '\n';
}

/// All that is below the verdict.
std::string details_part(run_record const& run, render_options const& options) {
  markdown_text const as(options.ascii);
  if (run.bench) return markdown_bench(run, options);
  auto const text = target_part(run, as) + advice_part(run, as);
  if (run.traffic) return text + traffic_part(run, as);
  return text + drivers_part(run, options) + findings_part(run, options) + fixes_part(run, as) +
         residue_part(run, as);
}

std::string hosts_part(run_set const& all, render_options const& options) {
  markdown_text const as(options.ascii);
  auto text = as.row({"host", "verdict", "pooler"}) + as.ruler(3, 0);
  for (auto const& run : all.runs) {
    auto const known = words_of(run);
    auto const mark = options.ascii ? "" : fmt::format("{} ", text_style(options).mark(known.mark));
    text += as.row({as.code(place_of(run.target)),
                    fmt::format("{}{} (exit {})", mark, known.word, static_cast<int>(run.verdict.exit_code)),
                    as.code(pooler_in_short(run))});
  }
  return text + '\n';
}

std::string title(std::string_view what, tool_info const& tool, markdown_text const& as) {
  return fmt::format("## {}\n\n", as.prose(fmt::format("{} {}: {}", tool.name, tool.version, what)));
}

std::string without_last_blank(std::string text) {
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace

std::string render_markdown(run_record const& run, render_options const& options) {
  markdown_text const as(options.ascii);
  auto const* what = run.bench     ? "what each strategy costs"
                     : run.traffic ? "what the program does"
                                   : "what works through this connection";
  auto const text = title(what, run.tool, as) + verdict_part(words_of(run), run.verdict, options);
  return without_last_blank(options.quiet ? text : text + details_part(run, options));
}

std::string render_runs_markdown(run_set const& all, render_options const& options) {
  markdown_text const as(options.ascii);
  auto const tool = all.runs.empty() ? tool_info() : all.runs.front().tool;
  auto text = title(fmt::format("what works through {} hosts", all.runs.size()), tool, as) +
              verdict_part(words_of(all.verdict), all.verdict, options) + hosts_part(all, options);
  if (options.quiet) return without_last_blank(std::move(text));
  for (auto const& run : all.runs) {
    text += fmt::format("## {}\n\n", as.prose(place_of(run.target)));
    text += verdict_part(words_of(run), run.verdict, options) + details_part(run, options);
  }
  return without_last_blank(std::move(text));
}

std::string render_plan_markdown(plan const& listed, render_options const& options) {
  markdown_text const as(options.ascii);
  auto text = title("a dry run", listed.tool, as);
  text += fmt::format("Nothing was connected to. Target: {}\n\n", as.code(listed.target.display));
  if (!listed.hosts.empty())
    text += as.prose(fmt::format("The same goes to each of {} hosts, one after the other: {}",
                                 listed.hosts.size(), fmt::join(listed.hosts, ", "))) +
            "\n\n";
  text += as.row({"part", "client", "sent", "SQL", "remark"}) + as.ruler(5, 0);
  for (auto const& part : listed.parts) {
    auto name = as.prose(part.code.empty() ? part.id : part.code + " " + part.id);
    auto remark = part.only_if.empty() ? "" : "if " + as.prose(part.only_if);
    for (auto const* more : {&part.not_run, &part.cannot_tell})
      if (!more->empty()) remark += (remark.empty() ? "" : "; ") + as.prose(*more);
    if (part.steps.empty()) text += as.row({name, "", "", "", remark});
    for (auto const& step : part.steps) {
      text += as.row({name, as.prose(step.client), as.code(step.sent), as.code(step.sql), remark});
      name.clear();
      remark.clear();
    }
  }
  return text;
}

}  // namespace poolprobe
