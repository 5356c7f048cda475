#include <fmt/format.h>

#include "cli/completion_scripts.hpp"
#include "cli/completion_table.hpp"

namespace poolprobe {
namespace {

/// Inside single quotes, in the description of an option, where brackets and colons mean something.
std::string described(std::string_view help) {
  std::string text;
  for (char const c : help) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') text += '\\';
    text += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return text;
}

/// What completes a value, as an action of _arguments.
std::string action_of(value_kind const& values) {
  if (values.variables) return "_parameters -g \"*export*\"";
  if (values.list == "formats") return "_poolprobe_format";
  if (values.list.empty()) return values.files ? "_files" : " ";
  auto const words = fmt::format("_poolprobe_{} {}", values.commas ? "several" : "one", values.list);
  return values.files ? fmt::format("{{ {}; _files }}", words) : fmt::format("{{ {} }}", words);
}

/// ":DRIVER:{ ... }"
std::string value_of(completed_option const& option) {
  if (!option.takes_value()) return {};
  return fmt::format("{}{}:{}", option.only_equals ? "::" : ":", described(option.value_name),
                     action_of(option.values));
}

std::string specifications(completed_command const& command) {
  std::string text;
  for (auto const& option : command.options) {
    auto const ending = !option.takes_value() ? "" : option.only_equals ? "=-" : "=";
    auto const rest = fmt::format("[{}]{}", described(option.brief()), value_of(option));
    text += fmt::format("        '*--{}{}{}' \\\n", option.name, ending, rest);
    if (!option.letter.empty())
      text += fmt::format("        '*-{}{}{}' \\\n", option.letter, option.takes_value() ? "+" : "", rest);
  }
  if (command.name == "trace") return text + "        '1:TARGET: ' '*::command: _normal'\n";
  return text + fmt::format("        '*:argument:{}'\n", action_of(command.arguments));
}

constexpr std::string_view head = R"(#compdef poolprobe
# Completion of poolprobe for zsh. Made by: poolprobe completion zsh

_poolprobe_one() {  # LIST
  local -a words=(${(z)_poolprobe_words[$1]})
  compadd -a words
}

_poolprobe_several() {  # LIST
  compset -P '*,'
  compset -S ',*'
  _poolprobe_one $1
}

_poolprobe_format() {
  if compset -P '*='; then _files; else _poolprobe_one formats; fi
}

)";

constexpr std::string_view tail = R"(
_poolprobe() {
  local command=check place
  local -a others
  local -a commands=(${(z)_poolprobe_words[commands]})
  # The command is the first word behind the options that is one.
  for ((place = 2; place < CURRENT; place++)); do
    if (( ${commands[(Ie)${words[place]}]} )); then
      command=${words[place]}
      words[place]=()
      (( CURRENT-- ))
      break
    fi
  done
  others=(${words[2,CURRENT-1]:#-*})
  if (( place >= CURRENT && $#others == 0 )) && [[ $words[CURRENT] != -* ]]; then
    _poolprobe_one commands
  fi
  _poolprobe_command_$command
}

if [[ ${funcstack[1]} == _poolprobe ]]; then _poolprobe "$@"; else compdef _poolprobe poolprobe; fi
)";

}  // namespace

std::string zsh_completion() {
  std::string text(head);
  text += "typeset -gA _poolprobe_words=(\n";
  for (auto const& list : word_lists())
    text += fmt::format("  {} '{}'\n", list.name, fmt::join(list.words, " "));
  text += ")\n";
  for (auto const& command : completed_commands()) {
    text += fmt::format("\n_poolprobe_command_{}() {{  # {}\n    _arguments -s -S \\\n{}}}\n", command.name,
                        command.help, specifications(command));
  }
  return text + std::string(tail);
}

}  // namespace poolprobe
