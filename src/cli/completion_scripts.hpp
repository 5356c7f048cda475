#pragma once

#include <string>

/// Completion for a shell, as a script that needs nothing but that shell. Each is for the file that the shell
/// loads by itself: bash-completion's `completions/poolprobe`, zsh's `_poolprobe`, fish's `poolprobe.fish`.
namespace poolprobe {

[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

}  // namespace poolprobe
