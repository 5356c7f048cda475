#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "survey/signals.hpp"

/// Which signals are whose.
namespace poolprobe {

/// Something that was seen and that one product's poolers do.
struct mark {
  std::string_view product;
  /// Nobody else is known to do so. Otherwise it only fits the product, and decides nothing alone.
  bool proof = false;
  evidence told;
};

/// The marks in what was seen, the nearest pooler's first where there are several.
[[nodiscard]] std::vector<mark> marks_of(signals const&);

/// The product of the pooler that we talk to: whose proof was seen, or whose marks are several and nobody
/// else's are there; "unknown" otherwise.
[[nodiscard]] std::string product_of(signals const&);

/// The product that gives statements such names on the server as ours had; "" when it was not renamed or
/// nobody is known to.
[[nodiscard]] std::string_view product_of_name(signals const&);

}  // namespace poolprobe
