#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "stage/ledger.hpp"
#include "stage/reaction.hpp"
#include "wire/message.hpp"

namespace poolprobe {

/// What a step leaves in its session, asked for when the step has been answered; nullopt for nothing. An
/// answer may come when the act that waited for it is over, so it refers to nothing of it.
using leaving_note = std::function<std::optional<left_behind>()>;

/// One step of a client on its way: what is sent in one go, and what must be remembered until its answer has
/// come.
struct flight {
  enum class question { none, first, last, known } asked = question::none;  ///< where its backend is told

  client* by = nullptr;
  std::vector<wire::request> requests;
  bool releases = false;  ///< it ends its implicit transaction: the pooler may take the server connection
  bool joins = false;     ///< it may share its transaction with others of its kind, and needs none to be over
  bool prepares = false;  ///< it may leave a named statement on the server
  leaving_note leaves;
  std::string sent;
  std::string sql;
  std::chrono::milliseconds patience{0};
  std::vector<wire::row> heard;    ///< rows of an answer that is not complete yet
  std::optional<reaction> answer;  ///< the last that was heard of it

  /// What is sent, as transcripts show it.
  [[nodiscard]] std::string const& shown() const {
    static std::string const takes_a_server = "P() B E H";
    return sent == "H" ? takes_a_server : sent;
  }
};

using flight_ptr = std::shared_ptr<flight>;

}  // namespace poolprobe
