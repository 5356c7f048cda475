#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What people paste: log lines, stack traces, JSON, HTML, settings in the spelling of many languages.
namespace poolprobe {

/// The text without what copying has put on it: escapes of JSON, URLs and HTML, typographic quotes (all
/// become the straight ones), no-break spaces, colours of a terminal, indentation around it. Of a longer text
/// than a log is worth reading, the beginning.
[[nodiscard]] std::string plain_text(std::string_view pasted);

/// Everything that stands between two quotes of one kind, at most 63 bytes long, in order of appearance.
[[nodiscard]] std::vector<std::string> quoted_parts(std::string_view text);

/// The names that stand between quotes right behind "prepared statement", "cursor" or "portal", in that
/// order.
[[nodiscard]] std::vector<std::string> names_beside(std::string_view text);

/// The text with single words in straight single quotes or backquotes put in double quotes, as PostgreSQL's
/// own messages have them.
[[nodiscard]] std::string with_double_quotes(std::string_view text);

/// Words of five capitals and digits, of which one is a digit: what an SQLSTATE looks like.
[[nodiscard]] std::vector<std::string> codes_in(std::string_view text);

/// A setting with its value.
struct written_setting {
  std::string key;
  std::string value;
};

/// The text as one setting and nothing else: "prepare: false", "'prepareThreshold' => 0,", "key = value  #
/// why", "spring.datasource.hikari.data-source-properties.prepareThreshold=0" (whose key is what follows the
/// last dot).
[[nodiscard]] std::optional<written_setting> setting_in(std::string_view text);

/// The value that `key` has somewhere inside of a text, in any of those spellings, or as an argument after it
/// (`setProperty("key", "value")`).
[[nodiscard]] std::optional<std::string> value_within(std::string_view text, std::string_view key);

/// A setting as a program sets it: "ds.setPrepareThreshold(0)", "o.setAttribute(PDO::X, true)",
/// ".capacity(0)", "$dbh->{key} = 0", "h['key'] = 0", and as XML has it, in attributes or as an element.
[[nodiscard]] std::optional<written_setting> setting_in_code(std::string_view text);

}  // namespace poolprobe
