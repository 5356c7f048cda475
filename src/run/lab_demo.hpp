#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "lab/lab.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// Callbacks that show the demonstration while it runs.
struct demo_output {
  std::function<void(std::string_view title)> heading;  ///< before each pooler is checked
  std::function<void(run_record const&)> report;        ///< after it
};

/// A pooler where named prepared statements fail and one where they work, both checked for real. Whether both
/// behave as expected.
[[nodiscard]] bool demonstrate(lab::search const&, demo_output const&);

/// `check` on a connection of the lab; throws `fatal{interrupted}` where the user ended it.
[[nodiscard]] run_record check_lab(std::string const& url);

/// Lab servers that stop starting when the user interrupts.
[[nodiscard]] lab::options lab_start_options();

}  // namespace poolprobe
