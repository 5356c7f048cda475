#include "notation/notation.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace poolprobe::notation {
namespace {

/// What may follow a letter.
enum class argument { none, required, optional, kind };

struct letter {
  char sign;
  verb meaning;
  argument takes;
};

/// D and C are listed once: their argument says whether a statement or a portal is meant.
constexpr std::array letters{
    letter{'Q', verb::query, argument::optional},   letter{'P', verb::parse, argument::required},
    letter{'B', verb::bind, argument::optional},    letter{'D', verb::describe_statement, argument::kind},
    letter{'E', verb::execute, argument::optional}, letter{'C', verb::close_statement, argument::kind},
    letter{'H', verb::flush, argument::none},       letter{'S', verb::sync, argument::none},
    letter{'|', verb::wait, argument::none},        letter{'d', verb::copy_data, argument::none},
    letter{'c', verb::copy_done, argument::none},   letter{'f', verb::copy_fail, argument::none},
};

constexpr int most_repeats = 10'000;
constexpr std::size_t most_steps = 100'000;

class parser {
 public:
  parser(std::string_view text, std::string_view last) : text_(text), last_(last) {}

  std::vector<message> all() {
    auto steps = sequence(0);
    if (at_ < text_.size()) fail("there is no [ for this ]");
    return steps;
  }

 private:
  std::vector<message> sequence(int depth) {
    if (depth > 8) fail("repetitions are nested too deeply");
    std::vector<message> steps;
    for (skip_spaces(); at_ < text_.size() && text_[at_] != ']'; skip_spaces()) {
      if (text_[at_] >= '0' && text_[at_] <= '9') {
        repeat(steps, depth);
      } else {
        steps.push_back(one());
      }
      if (steps.size() > most_steps) fail("the script is too long");
    }
    return steps;
  }

  void repeat(std::vector<message>& steps, int depth) {
    int times = 0;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      times = times * 10 + (text_[at_++] - '0');
      if (times > most_repeats) fail("too many repetitions");
    }
    for (auto const sign : {'x', '['}) {
      skip_spaces();
      if (!take(sign)) fail("a repetition is written 3 x [ … ]");
    }
    auto const body = sequence(depth + 1);
    if (!take(']')) fail("a ] is missing");
    if (body.size() * static_cast<std::size_t>(times) > most_steps) fail("the script is too long");
    for (int i = 0; i < times; ++i) steps.insert(steps.end(), body.begin(), body.end());
  }

  message one() {
    for (auto const& [sign, meaning, takes] : letters) {
      if (!take(sign)) continue;
      auto const given = parenthesised();
      if (takes == argument::none && given) fail("this message takes no argument");
      if (takes == argument::required && !given) fail("a name is missing: P() or P(name)");
      auto result = takes == argument::kind ? of_kind(meaning, given) : of_name(meaning, given);
      if (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != ']') fail("a space is missing");
      return result;
    }
    fail("no message is written like this");
  }

  message of_name(verb meaning, std::optional<std::string_view> given) {
    if (meaning == verb::query) return {meaning, std::string(given.value_or(""))};
    if (meaning == verb::parse || (meaning == verb::bind && given)) last_ = *given;
    if (meaning == verb::parse || meaning == verb::bind) return {meaning, std::string(last_)};
    if (meaning == verb::execute && given) return {meaning, row_limit(*given)};
    return {meaning, {}};
  }

  /// At most so many rows, as digits.
  std::string row_limit(std::string_view given) {
    auto const digits = given.find_first_not_of("0123456789") == std::string_view::npos;
    if (given.empty() || given.size() > 6 || !digits) fail("a row limit is written E(2)");
    return std::string(given);
  }

  message of_kind(verb meaning, std::optional<std::string_view> given) {
    if (given == "P") {
      return {meaning == verb::close_statement ? verb::close_portal : verb::describe_portal, {}};
    }
    if (!given || !given->starts_with('S')) fail("write (S), (S name) or (P)");
    given->remove_prefix(1);
    if (given->starts_with(' ')) {
      last_ = given->substr(1);
    } else if (!given->empty()) {
      fail("write (S), (S name) or (P)");
    }
    return {meaning, std::string(last_)};
  }

  std::optional<std::string_view> parenthesised() {
    if (!take('(')) return std::nullopt;
    auto const end = text_.find(')', at_);
    if (end == std::string_view::npos) fail("a ) is missing");
    auto const inside = text_.substr(at_, end - at_);
    at_ = end + 1;
    return inside;
  }

  bool take(char sign) {
    if (at_ >= text_.size() || text_[at_] != sign) return false;
    ++at_;
    return true;
  }

  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  [[noreturn]] void fail(std::string_view why) const {
    throw notation_error(fmt::format("not in the notation: {} (at character {})", why, at_ + 1));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view last_;  ///< the statement that the script touched last
};

std::string print_kind(char letter, message const& s, bool known) {
  return known ? fmt::format("{}(S)", letter) : fmt::format("{}(S {})", letter, s.name);
}

/// `known`: the reader of the script can tell the statement without its name.
std::string print_step(message const& s, bool known) {
  switch (s.verb) {
    case verb::query:
      return s.name.empty() ? "Q" : fmt::format("Q({})", s.name);
    case verb::parse:
      return fmt::format("P({})", s.name);
    case verb::bind:
      return known ? "B" : fmt::format("B({})", s.name);
    case verb::describe_statement:
      return print_kind('D', s, known);
    case verb::close_statement:
      return print_kind('C', s, known);
    case verb::describe_portal:
      return "D(P)";
    case verb::close_portal:
      return "C(P)";
    case verb::execute:
      return s.name.empty() ? "E" : fmt::format("E({})", s.name);
    case verb::flush:
      return "H";
    case verb::sync:
      return "S";
    case verb::wait:
      return "|";
    case verb::copy_data:
      return "d";
    case verb::copy_done:
      return "c";
    case verb::copy_fail:
      return "f";
  }
  return "?";
}

}  // namespace

std::vector<message> parse_notation(std::string_view text, std::string_view last) {
  return parser(text, last).all();
}

std::string print_notation(std::vector<message> const& steps) {
  std::string text;
  std::string_view last;  // a script starts at the unnamed statement, as the parser does
  for (auto const& s : steps) {
    if (!text.empty()) text += ' ';
    text += print_step(s, s.name == last);
    if (names_a_statement(s.verb)) last = s.name;
  }
  return text;
}

}  // namespace poolprobe::notation
