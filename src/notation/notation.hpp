#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// The one notation for what travels on the wire. Messages are written as their letters, separated by spaces:
///
///     Q or Q(text) simple query · P(name) Parse · B or B(name) Bind · D(S) or D(S name) Describe statement ·
///     D(P) Describe portal · E or E(2) Execute, of at most two rows · C(S) or C(S name) Close statement ·
///     C(P) Close portal · H Flush · S Sync · | wait for the answer · 3 x [ … ] repeat d CopyData · c
///     CopyDone · f CopyFail: what a COPY FROM STDIN is given, right after its E or Q
///
/// Transcripts also say `startup(name=value)` for a login with that startup parameter and `cancel` for a
/// CancelRequest; both travel on a connection before its session and are no part of a script.
/// Q(text) is written where the text is the script's own; it holds no closing parenthesis.
/// P() is the unnamed statement. B, D(S) and C(S) without a name mean the statement that the script touched
/// last. Portals are always the unnamed one, as in every driver that we know.
namespace poolprobe::notation {

enum class verb {
  query,
  parse,
  bind,
  describe_statement,
  describe_portal,
  execute,
  close_statement,
  close_portal,
  flush,
  sync,
  wait,
  copy_data,
  copy_done,
  copy_fail,
};

/// The messages that a COPY FROM STDIN waits for. They have no answer of their own.
[[nodiscard]] constexpr bool carries_data(verb v) {
  return v == verb::copy_data || v == verb::copy_done || v == verb::copy_fail;
}

/// The messages that name a statement.
[[nodiscard]] constexpr bool names_a_statement(verb v) {
  return v == verb::parse || v == verb::bind || v == verb::describe_statement || v == verb::close_statement;
}

/// One message of a script; `name` is the statement that it names ("" is the unnamed one), of a query its
/// text, where the script has it, of Execute its row limit in digits ("" is none).
struct message {
  notation::verb verb = notation::verb::sync;
  std::string name;

  friend bool operator==(message const&, message const&) = default;
};

/// Text that is not in the notation; `what` says where and why.
struct notation_error : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Parses a script; repetitions are written out. `last` is the statement that was touched before it. Throws
/// `notation_error`.
[[nodiscard]] std::vector<message> parse_notation(std::string_view text, std::string_view last = {});

/// The shortest text that parses to the same steps.
[[nodiscard]] std::string print_notation(std::vector<message> const& steps);

}  // namespace poolprobe::notation
