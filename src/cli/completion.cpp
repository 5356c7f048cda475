#include <fmt/format.h>

#include <array>

#include "cli/completion_scripts.hpp"
#include "cli/option_groups.hpp"
#include "cli/options.hpp"
#include "cli/subcommand.hpp"
#include "cli/terminal.hpp"
#include "model/fatal.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

struct shell {
  std::string_view name;
  std::string (*script)();
};
constexpr std::array shells{shell{"bash", bash_completion}, shell{"zsh", zsh_completion},
                            shell{"fish", fish_completion}};

constexpr std::string_view usage = R"(poolprobe completion bash|zsh|fish

Prints what makes that shell complete commands, options, drivers and probes. An
installation has it already; else, for this session and for those to come:

  bash   source <(poolprobe completion bash)
         poolprobe completion bash > ~/.local/share/bash-completion/completions/poolprobe
  zsh    source <(poolprobe completion zsh)         (after compinit)
         poolprobe completion zsh > DIRECTORY-OF-FPATH/_poolprobe
  fish   poolprobe completion fish | source
         poolprobe completion fish > ~/.config/fish/completions/poolprobe.fish

)";

[[noreturn]] void refuse(std::string const& word) {
  std::vector<std::string> names;
  for (auto const& one : shells) names.emplace_back(one.name);
  auto const meant = did_you_mean(nearest_of(word, names));
  throw fatal(exit_code::usage, instead_of("completion takes bash, zsh or fish", word), meant);
}

}  // namespace

command_help completion_help() {
  po::options_description options("Options");
  add_help(options);
  return {usage, options};
}

int run_completion(arguments const& all) {
  auto const known = completion_help();
  auto const values = parse_options(all, known.options, {"shell"});
  if (values.count("help") > 0) {
    show_help(known);
    return 0;
  }
  auto const word = text_of(values, "shell").value_or("");
  for (auto const& one : shells) {
    if (one.name != word) continue;
    write_stdout(one.script());
    return 0;
  }
  refuse(word);
}

}  // namespace poolprobe
