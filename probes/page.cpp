#include "probes/page.hpp"

#include <algorithm>

namespace poolprobe {

page const* find_page(std::string_view code) {
  auto const all = all_pages();
  auto const found = std::find_if(all.begin(), all.end(), [code](page const& p) { return p.code == code; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace poolprobe
