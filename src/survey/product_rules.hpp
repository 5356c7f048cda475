#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "survey/signals.hpp"

/// Which signals belong to which product.
namespace poolprobe {

/// A signal that fits one product.
struct mark {
  std::string_view product;
  /// True: no other product is known to do it. False: it only fits the product, and decides nothing alone.
  bool proof = false;
  evidence told;
  bool others_too = false;  ///< several makes do it: it may support another mark, and names nobody alone
};

/// The marks in what was seen; where there are several poolers, those of the nearest come first.
[[nodiscard]] std::vector<mark> marks_of(signals const&);

/// The product of the pooler that we talk to: the one with a proof, or the only one with marks, if it has
/// several; otherwise "unknown".
[[nodiscard]] std::string product_of(signals const&);

/// Whether a statement was renamed by a pooler that does so only where it shares server connections. PgDog
/// renames in session mode too (pgdog/src/frontend/prepared_statements).
[[nodiscard]] bool renamed_for_sharing(signals const&);

/// The product whose naming scheme the statement name on the server follows; "" when the statement was not
/// renamed or no known product uses such names.
[[nodiscard]] std::string_view product_of_name(signals const&);

}  // namespace poolprobe
