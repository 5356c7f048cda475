#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "testbed/residue_callback.hpp"
#include "testbed/step_result.hpp"
#include "wire/message.hpp"

namespace poolprobe {

/// One step of a client: what is sent at once, and what is needed to handle its answer.
struct step {
  enum class question {
    none,
    first,
    last,
    known
  } asked = question::none;  ///< where in the answer the backend's pid is

  client* by = nullptr;
  std::vector<wire::request> requests;
  bool releases = false;  ///< it ends its implicit transaction: the pooler may take the server connection
  bool joins = false;     ///< it may share its transaction with other such steps
  /// The client's next step belongs to the same transaction block, and is sent with this one.
  bool continues = false;
  bool prepares = false;  ///< it may leave a named statement on the server
  residue_callback leaves;
  std::string sent;
  std::string sql;
  std::chrono::milliseconds patience{0};
  std::vector<wire::row> received;    ///< rows of an answer that is not complete yet
  std::optional<step_result> answer;  ///< the last that was received for it

  /// What is sent, as transcripts show it.
  [[nodiscard]] std::string const& shown() const {
    static std::string const takes_a_server = "P() B E H";
    return sent == "H" ? takes_a_server : sent;
  }
};

using step_ptr = std::shared_ptr<step>;

}  // namespace poolprobe
