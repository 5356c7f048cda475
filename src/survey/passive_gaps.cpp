#include "model/product.hpp"
#include "survey/signal_readings.hpp"
#include "survey/survey.hpp"

namespace poolprobe {

std::vector<evidence> passive_gaps(signals const& seen, pooler_info const& concluded) {
  std::vector<evidence> open;
  auto const shared = multiplexed(seen);
  if (shared && concluded.pool_mode == pool_mode::unknown) {
    open.push_back({"transaction-block", "BEGIN was not tried (--passive)",
                    "transaction mode or statement mode: nothing else tells them apart"});
  }
  if (concluded.present == certainty::yes && concluded.product == product::unknown) {
    open.push_back({"refusal", "no unknown startup parameter was tried (--passive)",
                    "its refusal could tell the product and the version"});
  }
  return open;
}

}  // namespace poolprobe
