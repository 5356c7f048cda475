#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "reports/registry.hpp"

namespace poolprobe {

/// One `-o FORMAT` or `-o FORMAT=FILE`.
struct output {
  renderer const* format = nullptr;
  std::string file;  ///< empty for standard output
};

/// Reads the values of -o; none means text on standard output. Throws `fatal{usage}` for an unknown format,
/// two formats on standard output, or a file that could not be written: before any work is done.
[[nodiscard]] std::vector<output> plan_outputs(std::vector<std::string> const& specifications,
                                               bool overwrite);

/// Where a run never began, the screen says why on standard error; files and other formats get a record.
[[nodiscard]] std::vector<output> without_screen(std::vector<output>);

/// What is written, in that format.
using rendering = std::function<std::string(renderer const&, render_options const&)>;

/// The report of a run, or of those on several hosts.
[[nodiscard]] rendering as_report(run_record const&);
[[nodiscard]] rendering as_report(run_set const&);

/// Renders and writes every output. A file appears whole or not at all.
void write_outputs(std::vector<output> const&, rendering const&, render_options const& screen,
                   bool overwrite);

}  // namespace poolprobe
