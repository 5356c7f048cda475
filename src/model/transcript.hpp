#pragma once

#include <optional>
#include <string>

namespace poolprobe {

/// One step of a probe or a driver: who sent what, on which server connection, and what came back.
struct transcript_entry {
  std::string client;          ///< "A", "B", "C"
  std::string sent;            ///< in the notation, e.g. "P(poolprobe_1) S"
  std::string sql;             ///< the statement of a Parse or Query in `sent`; empty when there is none
  std::optional<int> backend;  ///< pg_backend_pid() of the server connection that answered
  std::string received;        ///< "parsed", "row 42", "ERROR 26000 …", "no answer within 1500 ms"
  double ms = 0;               ///< from the first byte sent to the last byte received
};

}  // namespace poolprobe
