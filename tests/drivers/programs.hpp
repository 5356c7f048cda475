#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The programs of the real drivers that tests/drivers/install.sh brought, and which claims of the catalogue
/// each of them proves.
namespace poolprobe::testing {

/// A configuration of the catalogue and where a driver that has it runs.
struct proof {
  std::string_view set;     ///< "python": one of install.sh's
  std::string_view driver;  ///< id in the catalogue, which is also the program's name
  std::string_view config;  ///< id in the catalogue, which is also the program's argument

  /// "asyncpg:no-cache"
  [[nodiscard]] std::string id() const;
};

/// All that are proved, by set.
[[nodiscard]] std::vector<proof> proofs_of(std::string_view set);

/// Whether any of the sets proves that one.
[[nodiscard]] bool is_proved(std::string_view driver, std::string_view config);

/// A program as it is started: its command, without the configuration.
struct real_program {
  std::string version;  ///< of the driver
  std::vector<std::string> command;
};

/// All sets that are available here.
[[nodiscard]] std::vector<std::string> sets_at_hand();

/// Ends the process with status 77 and a word, which CTest reports as skipped, when that set is missing.
[[nodiscard]] real_program program_or_skip(proof const&);

/// The steps of the reference program, one a line.
[[nodiscard]] std::string reference_steps();

}  // namespace poolprobe::testing
