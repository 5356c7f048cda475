#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

/// An error as a client behind a pooler meets it: one SQLSTATE can stand for several.
struct error_class {
  std::string_view sqlstate;
  std::string_view message;  ///< "..." stands for what varies
  std::string_view raised_by;
  std::string_view meaning;
  std::string_view remedy;                        ///< for `with_settings` (drivers/fill_in_settings.hpp)
  std::span<std::string_view const> probes = {};  ///< codes; some may not be built in
};

/// All rows; those of one SQLSTATE stand together.
[[nodiscard]] std::span<error_class const> error_classes();

/// The rows of a SQLSTATE, in any case; empty where it has nothing to do with pooling.
[[nodiscard]] std::vector<error_class> errors_of_sqlstate(std::string_view sqlstate);

/// The rows whose message occurs in `line`, whatever its case, without those whose message is a part of
/// another's ("authentication failed"). A pooler's code counts without its brackets where it is all there is.
[[nodiscard]] std::vector<error_class> errors_in(std::string_view line);

}  // namespace poolprobe
