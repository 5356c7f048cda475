#pragma once

#include <string>
#include <string_view>

/// What is said where a word stands for no command.
namespace poolprobe {

/// Throws `fatal{usage}` where the first argument is no connection text, and is close to a command or to what
/// `explain` takes, or looks like a command: with what it can mean.
void refuse_misspelt_command(std::string_view first_argument);

/// Throws `fatal{usage}` where it can only mean --version, which stands in place of a command: no command has
/// it among its options, to suggest it.
void refuse_misspelt_version(std::string const& option);

/// Says that there is no such command, and which one can be meant. Throws `fatal{usage}`.
[[noreturn]] void refuse_command(std::string_view name);

}  // namespace poolprobe
