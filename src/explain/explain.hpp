#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/driver.hpp"
#include "model/outcome.hpp"

/// What poolprobe knows, as pages in Markdown of ASCII. Pure.
namespace poolprobe {

/// The page for a code, id, end of an id, group, SQLSTATE, driver, pool mode or statement name, or for an
/// error line that has some of these in it; nullopt where it means nothing to us.
[[nodiscard]] std::optional<std::string> explain(std::string_view word);

/// What `word` may have been meant for: at most three, the likeliest first.
[[nodiscard]] std::vector<std::string> similar_words(std::string_view word);

/// All that `explain` takes literally (codes, ids, groups, SQLSTATEs, drivers, pool modes).
[[nodiscard]] std::vector<std::string> explainable_words();

/// How a configuration is chosen, in Markdown.
[[nodiscard]] std::string setting_text(driver_config const&);

// The pages that are no probe's.
[[nodiscard]] std::string driver_page(driver_choice const&, bool whole_driver);
[[nodiscard]] std::string mode_page(pool_mode);

/// "- PP101 prepared/duplicate-name: what must hold", a line for each of the codes that is built in.
[[nodiscard]] std::string probe_list(std::vector<std::string> const& codes);

}  // namespace poolprobe
