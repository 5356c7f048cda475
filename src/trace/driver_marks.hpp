#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "drivers/driver.hpp"
#include "drivers/engine/statement_name_patterns.hpp"
#include "notation/notation.hpp"

/// What only some drivers send, by the catalogue and by recorded traffic.
namespace poolprobe::trace {

/// Drivers of the catalogue, those first that are meant most often.
using driver_list = std::vector<driver const*>;

/// Those that both lists hold, in the order of the first.
[[nodiscard]] driver_list common(driver_list const&, driver_list const&);
/// Those of these ids; an id that the catalogue does not have is left out.
[[nodiscard]] driver_list drivers_of(std::span<std::string_view const> ids,
                                     std::span<std::string_view const> more = {});

using startup_parameters = std::vector<std::pair<std::string, std::string>>;

/// What a login tells.
struct login_sign {
  std::string parameters;      ///< those that tell, "client_encoding=UTF8"; empty where none of them was sent
  bool only_encoding = false;  ///< as anybody may set it with libpq
  driver_list drivers;
};

/// Drivers that log in with these parameters, whatever application_name a program gives them.
[[nodiscard]] login_sign read_login(startup_parameters const&);

/// A driver by the application_name that it gives itself.
[[nodiscard]] driver_list drivers_by_application(std::string_view name);

/// Drivers that send this SQL of their own when they connect or begin a block, by Query or, with `parsed`, by
/// Parse. Empty where it says nothing.
[[nodiscard]] driver_list drivers_by_sql(std::string_view sql, bool parsed);

/// Drivers of which a configuration sends these messages for a query, whatever their statements are called.
/// Empty where none does, and where there is no Parse in them.
[[nodiscard]] driver_list drivers_by_messages(std::vector<notation::message> const&);

/// Drivers that name a statement so: those of the pattern, and who counts as they do.
[[nodiscard]] driver_list drivers_by_name(std::string_view name, name_pattern const&);

/// Drivers that may come along with simple queries only; those that send nothing else by default come first.
[[nodiscard]] driver_list drivers_with_simple_queries();

}  // namespace poolprobe::trace
