#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace poolprobe::testing {

/// An ErrorResponse that the relay makes itself.
struct scripted_refusal {
  std::string fields;  ///< the letters of the fields that it has, in their order: "SCM", "SVCM"
  std::string severity;
  std::string sqlstate;
  std::string words;
};

/// How a pooler differs from the real server behind the relay: what one text says (behaviours/README.md has
/// the words of the language).
struct rules {
  std::string name;    ///< of the behaviour: that of its file
  std::string source;  ///< pooler, version and source file that the behaviour is read from
  std::string behind;  ///< the real server: a kind, a version, a database ("pgbouncer 1.24 transaction")

  bool drops_parameters = false;          ///< of the startup packet only user, database and protocol stay
  bool closes_on_newer_protocol = false;  ///< hangs up where more than protocol 3.0 is asked for
  std::optional<scripted_refusal> refuses_login;
  std::optional<scripted_refusal> refuses_other_databases;
  bool ends_tls = false;  ///< speaks TLS with the client, and clear text with the server behind
  std::optional<scripted_refusal> refuses_clear_text;
  /// Of a TLS handshake without a server name (SNI), where no `options=endpoint=...` says it either.
  std::optional<scripted_refusal> refuses_without_name;
  std::chrono::milliseconds login_waits{0};
  bool drops_cancel = false;
  /// A connection that was silent for so long passes nothing on any more, and is not ended; 0: never.
  std::chrono::milliseconds forgets_after{0};

  /// From the first SET or set_config() on the client has a server connection
  /// of its own: it goes on in the database "session".
  bool pins_at_set = false;
  bool pins_at_parse = false;                     ///< likewise from the first Parse on
  std::set<char> swallowed;                       ///< messages of the client that vanish
  bool collects = false;                          ///< P, B, D, E and C wait for Sync
  bool completes_first = false;                   ///< ParseComplete and CloseComplete overtake other answers
  std::string renames_to;                         ///< prefix of the names that statements get; empty: none
  std::pair<std::string, std::string> spells_as;  ///< the server's spelling, and that of the clients
  std::pair<std::string, std::string>
      reports;  ///< a ParameterStatus that follows each answer, name and value
};

/// Reads them from a text. Throws std::runtime_error with the line that it does not understand.
[[nodiscard]] rules read_rules(std::string_view text);
[[nodiscard]] rules rules_in(std::filesystem::path const& file);
/// Those of all files in the folder, in the order of their names.
[[nodiscard]] std::vector<rules> all_rules(std::filesystem::path const& folder);

}  // namespace poolprobe::testing
