#pragma once

#include <span>
#include <string_view>

/// What `check --drivers` must report for every configuration on every pooler; verdicts.cpp is the table to
/// read.
namespace poolprobe::testing {

struct expected_verdict {
  std::string_view id;           ///< "driver" or "driver:config"
  std::string_view outcomes[4];  ///< direct, PgBouncer 1.18, 1.24, 1.26, all in transaction mode
};

/// In the order of the catalogue.
[[nodiscard]] std::span<expected_verdict const> expected_verdicts();

}  // namespace poolprobe::testing
