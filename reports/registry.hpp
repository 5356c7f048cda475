#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/plan.hpp"
#include "model/run_record.hpp"
#include "model/run_set.hpp"

namespace poolprobe {

/// How the reader sees the report. The caller knows the terminal; a renderer never asks it.
struct render_options {
  bool color = false;
  bool ascii = false;  ///< nothing but ASCII, marks and borrowed texts included
  int verbose = 0;  ///< 1: all the evidence and every finding; 2: also the messages, and those of what works
  bool in_full = false;  ///< the findings with their messages, below the first screen
  bool quiet = false;    ///< the verdict and the first fix; of a benchmark the table
  int width = 80;        ///< columns to wrap at; words that are longer stay whole
};

/// One report format: pure, the same record, set or plan and options give the same bytes.
struct renderer {
  std::string_view name;  ///< what `-o` takes
  std::string_view help;  ///< one line for `--help`
  std::string (*render)(run_record const&, render_options const&);
  std::string (*render_plan)(plan const&, render_options const&);
  std::string (*render_runs)(run_set const&, render_options const&);
};

/// All formats, in the order in which help shows them.
[[nodiscard]] std::span<renderer const> all_renderers();

/// The format of that name, or null.
[[nodiscard]] renderer const* find_renderer(std::string_view name);

/// The screen. Whatever came from the network is escaped, so that it cannot drive the terminal.
[[nodiscard]] std::string render_text(run_record const&, render_options const&);

/// The beginning of that screen of a check: the verdict, how to fix it and why.
[[nodiscard]] std::string render_verdict_text(run_record const&, render_options const&);

/// The contract of schema/run-1.schema.json, in ASCII whatever the options say.
[[nodiscard]] std::string render_json(run_record const&, render_options const&);

/// One line for each measurement; of a check for each driver and finding, of trace for each hazard.
[[nodiscard]] std::string render_csv(run_record const&, render_options const&);

/// GitHub-flavoured, made to be pasted as it is.
[[nodiscard]] std::string render_markdown(run_record const&, render_options const&);

/// The same for several hosts: what all of them came to first, then each. The contract of JSON is
/// schema/runs-1.schema.json; lines of CSV begin with the host, which the line for all has not.
[[nodiscard]] std::string render_runs_text(run_set const&, render_options const&);
[[nodiscard]] std::string render_runs_json(run_set const&, render_options const&);
[[nodiscard]] std::string render_runs_csv(run_set const&, render_options const&);
[[nodiscard]] std::string render_runs_markdown(run_set const&, render_options const&);

/// The same for what `check --dry-run` lists; the contract is schema/plan-1.schema.json.
[[nodiscard]] std::string render_plan_text(plan const&, render_options const&);
[[nodiscard]] std::string render_plan_json(plan const&, render_options const&);
[[nodiscard]] std::string render_plan_csv(plan const&, render_options const&);
[[nodiscard]] std::string render_plan_markdown(plan const&, render_options const&);

}  // namespace poolprobe
