#pragma once

#include <optional>
#include <string>

#include "wire/answer.hpp"

namespace poolprobe {

class client;

/// What came back for one step of a client.
struct step_result {
  client const* by = nullptr;
  wire::answer answer;         ///< without the row with the backend's pid
  std::optional<int> backend;  ///< pg_backend_pid() of the server connection that answered, when it is known
  bool simulated = false;      ///< from testbed/dry_run.hpp; satisfies every expectation

  [[nodiscard]] bool ok() const { return answer.status == wire::ending::complete && !answer.error; }
  /// The first column of the only row; nullopt for no row, several, or a NULL.
  [[nodiscard]] std::optional<std::string> value() const;
  /// In words, for transcripts: "row 42", "accepted", "ERROR 26000: …", "gave no answer in time".
  [[nodiscard]] std::string text() const;
};

}  // namespace poolprobe
