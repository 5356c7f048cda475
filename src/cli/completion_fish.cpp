#include <fmt/format.h>

#include "cli/completion_scripts.hpp"
#include "cli/completion_table.hpp"

namespace poolprobe {
namespace {

std::string quoted(std::string_view text) {
  std::string all = "'";
  for (char const c : text) {
    if (c == '\'' || c == '\\') all += '\\';
    all += c;
  }
  return all + "'";
}

/// "-a '(…)'" with what completes a value.
std::string answers(value_kind const& values) {
  if (values.variables) return " -a '(set --names --export)'";
  if (values.list.empty()) return {};
  auto const words = fmt::format("__poolprobe_words {}", values.list);
  if (values.list == "formats") return " -a '(__poolprobe_formats)'";
  return values.commas ? fmt::format(" -a '(__fish_complete_list , \"{}\")'", words)
                       : fmt::format(" -a '({})'", words);
}

/// The values have a line of their own, or each would be described as the option is.
std::string lines_of(std::string_view command, completed_option const& option) {
  auto name = fmt::format("complete -c poolprobe -n '__poolprobe_is {}' -l {}", command, option.name);
  if (!option.letter.empty()) name += fmt::format(" -s {}", option.letter);
  auto const takes = !option.takes_value() || option.only_equals ? ""
                     : option.values.files                       ? " -r -F"
                                                                 : " -x";
  auto text = fmt::format("{}{} -d {}\n", name, takes, quoted(option.brief()));
  if (auto const all = answers(option.values); !all.empty())
    text += fmt::format("{}{}{}\n", name, takes, all);
  return text;
}

constexpr std::string_view head = R"(# Completion of poolprobe for fish. Made by: poolprobe completion fish

# The command on the line; check where there is none.
function __poolprobe_command
    for word in (commandline -opc)[2..-1]
        if contains -- $word (__poolprobe_words commands)
            echo $word
            return
        end
    end
    echo check
end

function __poolprobe_is
    test (__poolprobe_command) = $argv[1]
end

function __poolprobe_has_no_command
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; or return 1
    end
end

function __poolprobe_formats
    set -l typed (commandline -ct)
    if string match -q -- '*=*' $typed
        set -l before (string replace -r -- '^([^=]*=).*' '$1' $typed)
        for file in (__fish_complete_path (string replace -r -- '^[^=]*=' '' $typed))
            echo $before$file
        end
    else
        __poolprobe_words formats
    end
end

function __poolprobe_words
    switch $argv[1]
)";

}  // namespace

std::string fish_completion() {
  std::string text(head);
  for (auto const& list : word_lists())
    text += fmt::format("        case {}\n            string split ' ' '{}'\n", list.name,
                        fmt::join(list.words, " "));
  text += "    end\nend\n\ncomplete -c poolprobe -f\n";
  auto const commands = completed_commands();
  for (auto const& command : commands)
    text += fmt::format("complete -c poolprobe -n __poolprobe_has_no_command -a {} -d {}\n", command.name,
                        quoted(command.help));
  for (auto const& command : commands) {
    text += '\n';
    for (auto const& option : command.options) text += lines_of(command.name, option);
    if (auto const all = answers(command.arguments); !all.empty() || command.arguments.files)
      text += fmt::format("complete -c poolprobe -n '__poolprobe_is {}'{}{}\n", command.name,
                          command.arguments.files ? " -F" : "", all);
  }
  return text;
}

}  // namespace poolprobe
