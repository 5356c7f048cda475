#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

struct driver_config;

/// What the user needs: codes of probes whose outcome decides the verdict.
using requirements = std::vector<std::string>;

/// What else is required of the driver's life, beside that it works: nothing that is only met after a query
/// of the program's own has failed (`errors`), and that what uses those features works.
struct life_requirements {
  bool errors = false;
  bool cursors = false;
  bool batches = false;

  [[nodiscard]] bool any() const { return errors || cursors || batches; }
};

/// Adds the requirement of that word: "errors", "cursors", "batches". False where it is another word.
[[nodiscard]] bool add_life_requirement(life_requirements&, std::string_view word);

/// The probes that decide for what a configuration sends.
[[nodiscard]] requirements requirements_of(driver_config const&);

/// Where no driver is named: that named prepared statements work.
[[nodiscard]] requirements requirements_without_driver();

/// The code of the probe that tells whether that startup parameter has its effect, and on its own client
/// only: an accepted login is not enough for search_path and statement_timeout, which a pooler may drop or
/// give to others. extra_float_digits has none: it asks for what PostgreSQL does by itself since 12.
[[nodiscard]] std::optional<std::string_view> probe_of_setting(std::string_view startup_parameter);

/// Adds that probe, where there is one.
void require_setting(requirements&, std::string_view startup_parameter);

/// Whether that is one of the probes that `require_setting` adds.
[[nodiscard]] bool tells_of_a_setting(std::string_view code);

}  // namespace poolprobe
