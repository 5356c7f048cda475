#pragma once

#include <string>

#include "conninfo/target.hpp"

namespace poolprobe::wire {

/// Where a connection was opened to.
struct reached_place {
  std::string host;     ///< as the connection text names it, or the folder of a Unix socket
  std::string address;  ///< numeric; of a Unix socket anything
  std::string port;
  bool operator==(reached_place const&) const = default;
};

/// The target narrowed down to that place: of several hosts this one, and of several addresses of its name
/// this one, so that whatever is opened later is opened there. What it shows names that host and its address.
[[nodiscard]] target settled_on(target, reached_place const&);

}  // namespace poolprobe::wire
