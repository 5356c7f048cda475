#include "drivers/engine/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "drivers/engine/driver_config.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

using notation::verb;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Parses one phase: "5 x [ … ]" is repeated 5 times, anything else occurs once. `last` is the statement that
/// the previous phase used last.
phase read_phase(std::string_view text, std::string_view last) {
  text = trimmed(text, " ");
  if (text.empty()) throw notation::notation_error("not a script: an execution is empty");
  int times = 1;
  auto const bracket = text.find('[');
  if (is_digit(text.front()) && bracket != text.npos && text.find(']') == text.size() - 1) {
    (void)std::from_chars(text.data(), text.data() + text.size(), times);
    text = text.substr(bracket + 1, text.size() - bracket - 2);
  }
  return {times, split_into_groups(notation::parse_notation(text, last))};
}

std::string_view last_touched(phase const& of) {
  std::string_view name;
  for (auto const& group : of.groups) {
    for (auto const& s : group) {
      if (notation::names_a_statement(s.verb)) name = s.name;
    }
  }
  return name;
}

}  // namespace

std::vector<message_group> split_into_groups(std::vector<notation::message> const& steps) {
  std::vector<message_group> groups;
  bool open = false;
  for (auto const& s : steps) {
    if (!open && s.verb == verb::wait)
      continue;  // every driver waits after a Sync, so it is not written down
    if (!open) groups.emplace_back();
    groups.back().push_back(s);
    open = s.verb != verb::sync && (open || s.verb != verb::query);
  }
  if (open) throw notation::notation_error("not a script: it does not end in S or Q");
  return groups;
}

std::string script_text(driver_config const& config) {
  std::string_view by = "given";
  if (config.names.by == naming::per_connection) by = "connection";
  if (config.names.by == naming::per_process) by = "process";
  if (config.names.by == naming::hash) by = "hash";
  if (config.names.by == naming::random) by = "random";
  std::string name(config.names.shape);
  auto const brace = name.find('{');
  name.replace(brace, name.find('}', brace) - brace + 1, fmt::format("{{{}}}", by));
  std::string text;
  for (auto rest = config.script; !rest.empty();) {
    auto const at = rest.find("{}");
    text += rest.substr(0, at);
    if (at == rest.npos) break;
    text += name;
    rest.remove_prefix(at + 2);
  }
  return config.transaction.always ? text + ", each in a transaction block" : text;
}

std::vector<phase> parse_script(std::string_view text) {
  constexpr std::string_view next = " then ", for_ever = " afterwards ";
  std::vector<phase> phases;
  auto const add = [&phases](std::string_view one) {
    phases.push_back(read_phase(one, phases.empty() ? std::string_view{} : last_touched(phases.back())));
  };
  auto const end = text.find(for_ever);
  auto before = text.substr(0, end);
  for (auto at = before.find(next); at != before.npos; at = before.find(next)) {
    add(before.substr(0, at));
    before.remove_prefix(at + next.size());
  }
  add(before);
  if (end != text.npos) add(text.substr(end + for_ever.size()));
  phases.back().times = 0;
  return phases;
}

}  // namespace poolprobe
