#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace poolprobe {

/// One key and value of a connection text, decoded, not yet known to be libpq's or a driver's.
struct setting {
  std::string key;
  std::string value;
  /// False where the key might be a piece of a password that was not quoted or percent-encoded.
  bool may_be_named = true;
};

/// What goes to PQconnectStartParams, apart from the password.
using parameter_list = std::vector<std::pair<std::string, std::string>>;

/// Whether the value of `key` is likely to be a secret: passwords, tokens, keys, of libpq or of anybody.
[[nodiscard]] bool sounds_secret(std::string_view key);

/// Bad connection text. Neither argument may repeat any part of it that could be a password.
[[noreturn]] void refuse(std::string message, std::string hint = {});

}  // namespace poolprobe
