#include <fmt/format.h>

#include <map>

#include "cli/completion_scripts.hpp"
#include "cli/completion_table.hpp"

namespace poolprobe {
namespace {

/// bash splits the line at : and =, which drivers and formats have in them; so the line is read anew, and
/// what bash has split off is cut from the answers.
constexpr std::string_view head =
    R"bash(# Completion of poolprobe for bash. Made by: poolprobe completion bash

_poolprobe_values() {  # COMMAND OPTION: sets list, commas, files, variables
  list= commas= files= variables=
  case "$1 $2" in
)bash";

constexpr std::string_view tail = R"bash(
# Adds what completes TYPED to the answers: PREFIX and one of the words.
_poolprobe_add() {  # WORDS TYPED PREFIX
  local word
  for word in $(compgen -W "$1" -- "$2"); do COMPREPLY+=("$3$word"); done
}

_poolprobe_complete_value() {  # TYPED PREFIX
  local before= word
  if [[ -n $files && -n $list && $1 == *=* ]]; then
    before=${1%%=*}=
    while IFS= read -r word; do COMPREPLY+=("$2$before$word"); done < <(compgen -f -- "${1#*=}")
    return
  fi
  [[ -n $commas && $1 == *,* ]] && before=${1%,*},
  [[ -n $list ]] && _poolprobe_add "$(_poolprobe_words "$list")" "${1#"$before"}" "$2$before"
  [[ -n $variables ]] && for word in $(compgen -e -- "$1"); do COMPREPLY+=("$2$word"); done
  if [[ -n $files && $list != formats ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$2$word"); done < <(compgen -f -- "$1")
  fi
}

_poolprobe() {
  local IFS=$' \t\n' words line cur prev= command= list= commas= files= variables= i cut breaks
  COMPREPLY=()
  if [[ -n ${COMP_LINE-} ]]; then
    line=${COMP_LINE:0:COMP_POINT}
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
  else
    words=("${COMP_WORDS[@]:0:COMP_CWORD+1}")
  fi
  cur=${words[-1]}
  # The command, and in prev the option whose value is typed.
  for ((i = 1; i + 1 < ${#words[@]}; i++)); do
    prev=
    if [[ ${words[i]} == -- ]]; then
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -c -- "$cur")
      return
    elif [[ ${words[i]} == -* ]]; then
      _poolprobe_takes_value "${command:-check}" "${words[i]}" || continue
      prev=${words[i]}
      i=$((i + 1))
    elif [[ -z $command ]]; then
      command=check
      [[ " $(_poolprobe_words commands) " == *" ${words[i]} "* ]] && command=${words[i]}
    fi
  done
  ((i + 1 == ${#words[@]})) && prev=
  if [[ $cur == --*=* ]]; then
    _poolprobe_values "${command:-check}" "${cur%%=*}"
    _poolprobe_complete_value "${cur#*=}" "${cur%%=*}="
  elif [[ -n $prev ]]; then
    _poolprobe_values "${command:-check}" "$prev"
    _poolprobe_complete_value "$cur" ""
  elif [[ $cur == -* ]]; then
    _poolprobe_add "$(_poolprobe_options "${command:-check}")" "$cur" ""
  elif [[ -z $command ]]; then
    _poolprobe_add "$(_poolprobe_words commands)" "$cur" ""
  else
    _poolprobe_values "$command" argument
    _poolprobe_complete_value "$cur" ""
  fi
  # What readline has split off at : and = is typed already.
  breaks=${COMP_WORDBREAKS//[^:=]/}
  if [[ -n $breaks && $cur == *[$breaks]* ]]; then
    cut=${cur%"${cur##*[$breaks]}"}
    for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$cut"}; done
  fi
}
complete -F _poolprobe poolprobe
)bash";

std::string settings_of(value_kind const& values) {
  std::string text;
  if (!values.list.empty()) text += fmt::format(" list={}", values.list);
  if (values.commas) text += " commas=1";
  if (values.files) text += " files=1";
  if (values.variables) text += " variables=1";
  return text;
}

/// "'check --output'|'check -o'" for each kind of value, so that each kind is one line.
std::string value_cases(std::vector<completed_command> const& commands) {
  std::map<std::string, std::string> patterns;
  auto const add = [&patterns](std::string_view command, std::string_view option, value_kind const& values) {
    auto const settings = settings_of(values);
    if (settings.empty()) return;
    auto& pattern = patterns[settings];
    pattern += fmt::format("{}'{} {}'", pattern.empty() ? "" : "|", command, option);
  };
  for (auto const& command : commands) {
    for (auto const& option : command.options) {
      if (!option.takes_value()) continue;
      add(command.name, "--" + option.name, option.values);
      if (!option.letter.empty()) add(command.name, "-" + option.letter, option.values);
    }
    add(command.name, "argument", command.arguments);
  }
  std::string text;
  for (auto const& [settings, pattern] : patterns) text += fmt::format("    {}){} ;;\n", pattern, settings);
  return text;
}

std::string taking_value(std::vector<completed_command> const& commands) {
  std::string pattern;
  for (auto const& command : commands) {
    for (auto const& option : command.options) {
      if (!option.takes_value() || option.only_equals) continue;
      pattern += fmt::format("{}'{} --{}'", pattern.empty() ? "" : "|", command.name, option.name);
      if (!option.letter.empty()) pattern += fmt::format("|'{} -{}'", command.name, option.letter);
    }
  }
  return pattern;
}

std::string options_of(completed_command const& command) {
  std::string all;
  for (auto const& option : command.options) all += (all.empty() ? "--" : " --") + option.name;
  return all;
}

}  // namespace

std::string bash_completion() {
  auto const commands = completed_commands();
  auto text = std::string(head) + value_cases(commands) + "  esac\n}\n\n";
  text += fmt::format(
      "_poolprobe_takes_value() {{  # COMMAND OPTION\n  case \"$1 $2\" in\n    {}) return 0 ;;\n  esac\n  "
      "return "
      "1\n}}\n\n",
      taking_value(commands));
  text += "_poolprobe_options() {  # COMMAND\n  case $1 in\n";
  for (auto const& command : commands)
    text += fmt::format("    {}) echo '{}' ;;\n", command.name, options_of(command));
  text += "  esac\n}\n\n_poolprobe_words() {  # LIST\n  case $1 in\n";
  for (auto const& list : word_lists())
    text += fmt::format("    {}) echo '{}' ;;\n", list.name, fmt::join(list.words, " "));
  return text + "  esac\n}\n" + std::string(tail);
}

}  // namespace poolprobe
