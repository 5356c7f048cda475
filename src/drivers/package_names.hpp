#pragma once

#include <span>
#include <string>
#include <string_view>

/// Drivers under the names of their packages: modules of Go, artifacts of Maven, extras of PyPI and so on.
namespace poolprobe {

struct package_name {
  std::string_view name;  ///< in lower case
  std::string_view id;    ///< a driver of the catalogue, perhaps with a configuration, or a framework
};

/// All rows; none has a name that the catalogue or the frameworks have.
[[nodiscard]] std::span<package_name const> package_names();

/// The name with what it begins with, if that is a package's, replaced by the driver's id; what follows (a
/// configuration, a version) stays. The prefix of a registry ("npm:", "pkg:pypi/", "https://") is taken away.
/// Any other name comes back as it is.
[[nodiscard]] std::string without_package_name(std::string_view name);

}  // namespace poolprobe
