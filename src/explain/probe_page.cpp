#include "explain/probe_page.hpp"

#include <algorithm>

namespace poolprobe {

probe_page const* find_probe_page(std::string_view code) {
  auto const all = all_probe_pages();
  auto const found =
      std::find_if(all.begin(), all.end(), [code](probe_page const& p) { return p.code == code; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace poolprobe
