#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace poolprobe {

/// A password. It cannot be printed, compared, formatted or copied into a string by accident: the text comes
/// out only through `reveal`, which is called where libpq needs it and nowhere else.
class secret {
 public:
  secret() = default;
  explicit secret(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string const& reveal() const { return text_; }

  /// `text` with every occurrence of the secret replaced by "***": for words of others (servers, libpq) that
  /// could repeat it. A secret of fewer than three characters is left alone, or nothing would stay legible.
  [[nodiscard]] std::string redact(std::string_view text) const;

 private:
  std::string text_;
};

}  // namespace poolprobe
