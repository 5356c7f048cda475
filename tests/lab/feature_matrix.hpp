#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "lab/matrix.hpp"

/// PgBouncer's published claims (pgbouncer.org/features.html, "SQL feature map for pooling modes"), to be
/// compared with what the matrix has observed. They do not cover statement mode.
namespace poolprobe::testing {

enum class published {
  yes,
  never,
  if_tracked,  ///< "Yes", with max_prepared_statements above 0
};

/// A row of the published table.
struct feature {
  std::string_view row;
  published session;
  published transaction;
  std::vector<std::string_view> probes;  ///< codes of the probes that observe it; may be empty
};

[[nodiscard]] std::span<feature const> feature_matrix();

/// Whether the published table covers a cell.
[[nodiscard]] bool is_published(cell const&);
/// Whether the cell contradicts the row. An `unknown` contradicts nothing.
[[nodiscard]] bool differs(feature const&, cell const&, std::string_view code);
/// Whether that difference is known, and explained in the probe's page.
[[nodiscard]] bool is_known_difference(cell const&, std::string_view code);
[[nodiscard]] bool has_known_differences(std::string_view code);

}  // namespace poolprobe::testing
