#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace poolprobe {

/// A password. It cannot be printed, compared, formatted or copied into a string by accident: the text is
/// available only through `reveal`, which is called only where libpq needs it.
class secret {
 public:
  secret() = default;
  explicit secret(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string const& reveal() const { return text_; }

  /// `text` with every occurrence of the secret replaced by "***": for text of others (servers, libpq) that
  /// could repeat it. A secret of fewer than three characters is not replaced, because the text would become
  /// unreadable.
  [[nodiscard]] std::string redact(std::string_view text) const;

 private:
  std::string text_;
};

}  // namespace poolprobe
