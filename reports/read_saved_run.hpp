#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "model/run_record.hpp"
#include "model/run_set.hpp"

namespace poolprobe {

/// A run that was saved with `-o json`: all that render_json writes, so that rendering it again gives the
/// same bytes. Fields that are not known are ignored. `file` is how messages name it. Throws `fatal{usage}`
/// where the text is not such a run, with the place.
[[nodiscard]] run_record read_json(std::string_view text, std::string const& file);

/// The same, or the runs of several hosts, each with all that it had.
[[nodiscard]] std::variant<run_record, run_set> read_saved(std::string_view text, std::string const& file);

/// The most bytes that are read.
constexpr std::size_t longest_saved_run = std::size_t{64} << 20U;

}  // namespace poolprobe
