#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What a shell can complete, and what the manual page lists: read from the tables of commands and options,
/// of drivers, probes and formats.
namespace poolprobe {

/// Words that complete one kind of value, under a name that is also good in a shell script.
struct word_list {
  std::string_view name;
  std::vector<std::string> words;
};

/// What completes a value: the words of a list, and file names.
struct value_kind {
  std::string_view list = {};  ///< the name of a `word_list`; empty where nothing is known
  bool commas = false;         ///< several of them, with commas
  bool files = false;          ///< names of files as well; behind "=" where there are words too
  bool variables = false;      ///< names of environment variables
  bool operator==(value_kind const&) const = default;
};

struct completed_option {
  std::string name;        ///< "driver"
  std::string letter;      ///< "q"; empty where it has none
  std::string value_name;  ///< empty where it takes no value
  bool only_equals;        ///< its value may be left out, and stands behind "=" only
  std::string help;
  value_kind values;

  [[nodiscard]] bool takes_value() const { return !value_name.empty(); }
  /// The first clause of its help: a line in a shell's list is short.
  [[nodiscard]] std::string_view brief() const;
};

struct completed_command {
  std::string_view name;
  std::string_view help;
  std::string_view usage;
  std::vector<completed_option> options;
  value_kind arguments;  ///< of what stands behind the options
};

/// All commands with all of their options, in the order of the overview.
[[nodiscard]] std::vector<completed_command> completed_commands();

/// Every list that a `value_kind` names.
[[nodiscard]] std::vector<word_list> word_lists();

}  // namespace poolprobe
