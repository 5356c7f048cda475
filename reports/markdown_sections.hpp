#pragma once

#include <string>

#include "model/run_record.hpp"
#include "reports/markdown_text.hpp"
#include "reports/registry.hpp"

/// The parts of the Markdown report that are long enough for a file of their own.
namespace poolprobe {

/// How a benchmark was made, and what it measured.
[[nodiscard]] std::string markdown_bench(run_record const&, render_options const&);

}  // namespace poolprobe
