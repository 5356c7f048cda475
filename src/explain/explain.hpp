#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What poolprobe knows, as pages in Markdown of ASCII. Pure.
namespace poolprobe {

/// The page for a code, id, part of an id, group, SQLSTATE, driver, setting, pooler, pool mode, result or
/// statement name, or for pasted text (a log line, a stack trace, a line of a configuration, escaped or
/// translated) that has some of these in it; nullopt where it means nothing to us.
[[nodiscard]] std::optional<std::string> explain(std::string_view pasted);

/// What `word` may have been meant for: at most three, the likeliest first.
[[nodiscard]] std::vector<std::string> similar_words(std::string_view word);

/// What `explain` takes literally (codes, ids, groups, SQLSTATEs, drivers, pool modes, poolers and their
/// settings).
[[nodiscard]] std::vector<std::string> explainable_words();

}  // namespace poolprobe
