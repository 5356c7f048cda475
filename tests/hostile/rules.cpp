#include "hostile/rules.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace poolprobe::testing {
namespace {

using line = std::string;

/// What follows `beginning`; nullopt where the line begins otherwise.
std::optional<std::string> after(line const& one, std::string_view beginning) {
  if (!one.starts_with(beginning)) return std::nullopt;
  return one.substr(beginning.size());
}

/// The first word, which is cut off together with the blank behind it.
std::string take_word(std::string& from) {
  auto const end = from.find(' ');
  auto word = from.substr(0, end);
  from.erase(0, end == std::string::npos ? end : end + 1);
  return word;
}

scripted_refusal refusal_in(std::string text) {
  scripted_refusal how;
  how.fields = take_word(text);
  how.severity = take_word(text);
  how.sqlstate = take_word(text);
  how.words = std::move(text);
  return how;
}

std::chrono::milliseconds duration_in(std::string const& text) {
  return std::chrono::milliseconds(std::stoi(text));
}

std::pair<std::string, std::string> halves(std::string const& text, std::string_view between) {
  auto const at = text.find(between);
  if (at == std::string::npos) throw std::runtime_error("two texts are wanted, with " + std::string(between));
  return {text.substr(0, at), text.substr(at + between.size())};
}

char message_called(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char>, 3> all{
      {{"Flush", 'H'}, {"Close", 'C'}, {"Sync", 'S'}}};
  auto const found =
      std::find_if(all.begin(), all.end(), [name](auto const& one) { return one.first == name; });
  if (found == all.end()) throw std::runtime_error("no message " + std::string(name));
  return found->second;
}

bool read_login_rule(line const& one, rules& into) {
  if (one == "login: drop parameters") {
    into.drops_parameters = true;
  } else if (one == "login: close on a newer protocol") {
    into.closes_on_newer_protocol = true;
  } else if (one == "login: end TLS") {
    into.ends_tls = true;
  } else if (auto const clear = after(one, "login: refuse clear text ")) {
    into.refuses_clear_text = refusal_in(*clear);
  } else if (auto const nameless = after(one, "login: refuse without server name ")) {
    into.refuses_without_name = refusal_in(*nameless);
  } else if (auto const silence = after(one, "connection: forget when silent for ms ")) {
    into.forgets_after = duration_in(*silence);
  } else if (auto const how = after(one, "login: refuse other databases ")) {
    into.refuses_other_databases = refusal_in(*how);
  } else if (auto const all = after(one, "login: refuse ")) {
    into.refuses_login = refusal_in(*all);
  } else if (auto const wait = after(one, "login: wait ms ")) {
    into.login_waits = duration_in(*wait);
  } else if (one == "cancel: drop") {
    into.drops_cancel = true;
  } else {
    return false;
  }
  return true;
}

bool read_message_rule(line const& one, rules& into) {
  if (auto const what = after(one, "client: swallow ")) {
    into.swallowed.insert(message_called(*what));
  } else if (one == "client: collect until Sync") {
    into.collects = true;
  } else if (one == "client: pin at SET") {
    into.pins_at_set = true;
  } else if (one == "client: pin at Parse") {
    into.pins_at_parse = true;
  } else if (auto const prefix = after(one, "client: rename statements to ")) {
    into.renames_to = *prefix;
  } else if (one == "server: complete Parse and Close first") {
    into.completes_first = true;
  } else if (auto const spelled = after(one, "server: spell ")) {
    into.spells_as = halves(*spelled, " as ");
  } else if (auto const reported = after(one, "server: report ")) {
    into.reports = halves(*reported, "=");
  } else {
    return false;
  }
  return true;
}

}  // namespace

rules read_rules(std::string_view text) {
  rules into;
  std::istringstream lines{std::string(text)};
  for (line one; std::getline(lines, one);) {
    if (one.empty() || one.starts_with('#')) continue;
    if (auto const from = after(one, "source: ")) {
      into.source = *from;
    } else if (auto const server = after(one, "behind: ")) {
      into.behind = *server;
    } else if (!read_login_rule(one, into) && !read_message_rule(one, into)) {
      throw std::runtime_error("not understood: " + one);
    }
  }
  if (into.source.empty()) throw std::runtime_error("no source is named");
  return into;
}

rules rules_in(std::filesystem::path const& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream text;
  text << in.rdbuf();
  auto found = read_rules(text.str());
  found.name = file.stem().string();
  return found;
}

std::vector<rules> all_rules(std::filesystem::path const& folder) {
  std::vector<std::filesystem::path> files;
  for (auto const& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<rules> all;
  for (auto const& file : files) all.push_back(rules_in(file));
  return all;
}

}  // namespace poolprobe::testing
