#include "explain/hazard_page.hpp"

#include <algorithm>

namespace poolprobe {

hazard_page const* find_hazard_page(std::string_view code) {
  auto const all = all_hazard_pages();
  auto const found =
      std::find_if(all.begin(), all.end(), [code](hazard_page const& p) { return p.code == code; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace poolprobe
