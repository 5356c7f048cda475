#include "conninfo/secret.hpp"

namespace poolprobe {

std::string secret::redact(std::string_view text) const {
  constexpr std::size_t legible = 3;
  constexpr std::string_view mask = "***";
  std::string clean{text};
  if (text_.size() < legible) return clean;
  for (auto at = clean.find(text_); at != std::string::npos; at = clean.find(text_, at + mask.size())) {
    clean.replace(at, text_.size(), mask);
  }
  return clean;
}

}  // namespace poolprobe
