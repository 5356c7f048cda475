#include "reports/registry.hpp"

#include <algorithm>
#include <array>

namespace poolprobe {
namespace {

constexpr std::array renderers{
    renderer{"text", "the screen: the verdict, how to fix it, and why; -v for the evidence", render_text,
             render_plan_text, render_runs_text},
    renderer{"json", "everything, for programs (schema poolprobe/run or poolprobe/runs, version 1)",
             render_json, render_plan_json, render_runs_json},
    renderer{"csv", "a line for each measurement, finding or hazard, for spreadsheets", render_csv,
             render_plan_csv, render_runs_csv},
    renderer{"markdown", "to be pasted into a pull request or a document", render_markdown,
             render_plan_markdown, render_runs_markdown},
};

}  // namespace

std::span<renderer const> all_renderers() { return renderers; }

renderer const* find_renderer(std::string_view name) {
  auto const found = std::find_if(renderers.begin(), renderers.end(),
                                  [name](renderer const& candidate) { return candidate.name == name; });
  return found == renderers.end() ? nullptr : &*found;
}

}  // namespace poolprobe
