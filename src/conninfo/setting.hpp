#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace poolprobe {

/// One key and value of a connection text, decoded; not yet known to be a libpq or a driver setting.
struct setting {
  std::string key;
  std::string value;
  /// False where the key might be a piece of a password that was not quoted or percent-encoded.
  bool may_be_named = true;
};

/// The settings passed to PQconnectStartParams, without the password.
using parameter_list = std::vector<std::pair<std::string, std::string>>;

/// The value of that key; empty where it is not there.
[[nodiscard]] std::string value_of(parameter_list const&, std::string_view key);

/// Whether the value of `key` is likely to be a secret: a password, token or key, of libpq or of any driver.
[[nodiscard]] bool sounds_secret(std::string_view key);

/// Reports a bad connection text. Neither argument may repeat any part of it that could be a password.
[[noreturn]] void refuse(std::string message, std::string hint = {});

}  // namespace poolprobe
