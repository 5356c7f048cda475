#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "drivers/driver.hpp"
#include "model/outcome.hpp"

/// The pages that are no probe's, in Markdown; what `explain` chooses from.
namespace poolprobe {

/// How a configuration is chosen.
[[nodiscard]] std::string setting_text(driver_config const&);
[[nodiscard]] std::string driver_page(driver_choice const&, bool whole_driver);
/// For `unknown` the page of transaction mode.
[[nodiscard]] std::string mode_page(pool_mode);
/// All pool modes, for the setting of that name.
[[nodiscard]] std::string modes_page();

/// A setting of PgBouncer's, also as `name=value`; a pooler by its name, or by a setting of its own.
[[nodiscard]] std::optional<std::string> pooler_page(std::string_view word);

/// A service that runs the pooler for its customers (Neon, Azure, …), by its name.
[[nodiscard]] std::optional<std::string> service_page(std::string_view word);

/// A framework, application or tool on top of a driver of the catalogue, perhaps with a configuration of that
/// driver; the one that spells a setting so (`value` may be empty).
[[nodiscard]] std::optional<std::string> framework_page(std::string_view word);
[[nodiscard]] std::optional<std::string> framework_setting_page(std::string_view key, std::string_view value);

/// A setting of a driver's, with or without its value, however it is spelled; the first that is somewhere
/// inside of a text, a pooler's setting included.
[[nodiscard]] std::optional<std::string> setting_page(std::string_view word);
[[nodiscard]] std::optional<std::string> setting_within_page(std::string_view text);

/// A setting as a program or XML writes it; one with other capitals, or without the spaces that the driver's
/// own key has.
[[nodiscard]] std::optional<std::string> code_setting_page(std::string_view text);

/// A setting, a line of code, a URL or a fix as the catalogue has it and as pages print it: alone, or within
/// another short text.
[[nodiscard]] std::optional<std::string> catalogue_text_page(std::string_view text);
[[nodiscard]] std::optional<std::string> within_catalogue_text_page(std::string_view text);

/// Where to go with a URL or "host=... dbname=...", which explain does not repeat.
[[nodiscard]] std::optional<std::string> connection_text_page(std::string_view text);

/// A library that is known by the names of its statements only.
[[nodiscard]] std::optional<std::string> library_page(std::string_view word);

/// An outcome or a verdict, as the screen says it.
[[nodiscard]] std::optional<std::string> result_page(std::string_view word);

/// A hazard that `trace` finds, by its code, its id or the end of that.
[[nodiscard]] std::optional<std::string> hazard_page_of(std::string_view word);

/// An SQLSTATE, in all its meanings; an error as a log shows it, with the statement that it names.
[[nodiscard]] std::optional<std::string> sqlstate_page(std::string_view word);
[[nodiscard]] std::optional<std::string> line_page(std::string_view line);
/// The name of a statement or of a cursor.
[[nodiscard]] std::optional<std::string> name_page(std::string_view name);
/// The settings with which these drivers (ids) name no statement, and where there is more
/// about them; empty where there are none.
[[nodiscard]] std::string settings_without_names(std::span<std::string_view const> drivers);

/// "* PP101 prepared/duplicate-name: what must hold", a line for each of the codes that is built in.
[[nodiscard]] std::string probe_list(std::span<std::string_view const> codes);

}  // namespace poolprobe
