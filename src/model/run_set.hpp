#pragma once

#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// What one command found out about several hosts, each judged by itself: in JSON a document of its own
/// (reports/schema/runs-1.schema.json). Nothing in here is ever a secret.
struct run_set {
  std::vector<run_record> runs;  ///< in the order of the connection text
  poolprobe::verdict verdict;    ///< of all of them: see judge/runs_verdict.hpp
};

}  // namespace poolprobe
