#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

struct driver_config;

/// What the user needs: codes of probes whose outcome decides the verdict.
using requirements = std::vector<std::string>;

/// What is required in addition: that there are no caveats, which occur only after a query of the program
/// itself has failed (`errors`), and that those features work.
struct life_requirements {
  bool errors = false;
  bool cursors = false;
  bool batches = false;

  [[nodiscard]] bool any() const { return errors || cursors || batches; }
};

/// Adds the requirement with that name: "errors", "cursors", "batches". False where there is none.
[[nodiscard]] bool add_life_requirement(life_requirements&, std::string_view word);

/// The probes that must work for what a configuration sends.
[[nodiscard]] requirements requirements_of(driver_config const&);

/// The default where no driver is named: named prepared statements must work.
[[nodiscard]] requirements requirements_without_driver();

/// The code of the probe that shows whether a startup parameter takes effect, and only for its own client.
/// For search_path and statement_timeout an accepted login is not enough: a pooler may drop them, or apply
/// them to other clients. extra_float_digits has no such probe: since 12 PostgreSQL does by default what it
/// asks for.
[[nodiscard]] std::optional<std::string_view> probe_of_setting(std::string_view startup_parameter);

/// The probe that shows whether a SET for the session stays with its client.
inline constexpr std::string_view probe_of_session_set = "PP201";

/// Adds the probe of that parameter, where there is one.
void require_setting(requirements&, std::string_view startup_parameter);

/// Whether `require_setting` may add that probe.
[[nodiscard]] bool tells_of_a_setting(std::string_view code);

}  // namespace poolprobe
