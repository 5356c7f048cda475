#pragma once

#include <span>
#include <string>
#include <string_view>

/// Versions of the packages that a configuration depends on, compared as numbers.
namespace poolprobe {

struct driver_config;
struct version_range;

struct named_version {
  std::string_view package, version;
};

/// Whether a configuration is valid for the versions that were named: `open` where one that is missing
/// decides.
enum class validity { no, open, yes };

/// Whether the text consists of numbers with dots between them, each below a billion: "0.30", "5.7.1", "v17".
/// Words are not accepted: it is not clear on which side of a boundary "0.31.0rc1" is.
[[nodiscard]] bool is_package_version(std::string_view);

/// Whether `a` comes before `b`; parts that are missing count as zero, so that 5 is 5.0. Both must be
/// versions.
[[nodiscard]] bool is_older(std::string_view a, std::string_view b);

/// Whether the range contains that version. The package is not compared.
[[nodiscard]] bool holds_at(version_range const&, std::string_view version);

/// Whether that is the package of the range, in upper or lower case.
[[nodiscard]] bool is_of_package(version_range const&, std::string_view package);

/// Whether the configuration is valid with these versions, none of which is of another driver's package.
[[nodiscard]] validity validity_at(driver_config const&, std::span<named_version const>);

/// An example of a version before the boundary: "0.30" of "0.31", "16" of "17"; empty where the
/// last number of the boundary is zero, or it is no version.
[[nodiscard]] std::string example_before(std::string_view boundary);

}  // namespace poolprobe
