#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/raw_startup.hpp"

/// Logins with other startup parameters than usual, and startup packets that are not followed by a login.
namespace poolprobe {

class client;
class task_context;

/// A login with one startup parameter more than usual.
struct startup_attempt {
  wire::startup_reply answer;
  poolprobe::client* in = nullptr;  ///< who is logged in; null where `answer` is not `logged_in`
};

/// How a startup packet differs from that of an ordinary login.
struct startup_packet_change {
  std::vector<std::pair<std::string, std::string>> more = {};  ///< parameters
  std::optional<std::string> database = {};                    ///< instead of the target's
  int minor = 0;                                               ///< of the protocol, 3.minor
};

/// testbed::open_with.
[[nodiscard]] startup_attempt open_client_with(task_context& on, std::string_view label,
                                               std::string const& name, std::string const& value);

/// testbed::exchange_startup.
[[nodiscard]] wire::startup_reply exchange_startup(task_context& on, wire::login_facts const& like,
                                                   startup_packet_change const& what);

}  // namespace poolprobe
