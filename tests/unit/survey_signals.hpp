#pragma once

#include <string>
#include <utility>

#include "survey/signals.hpp"

/// Signals as a survey collects them, to be varied.
namespace poolprobe::testing {

/// Of PostgreSQL itself.
[[nodiscard]] inline signals direct() {
  signals s;
  s.key_pid = 100;
  s.key_pids = {100, 101};
  s.backend_pid = 100;
  s.first = {.backend_ms = 3, .own_ms = 5};
  s.pool_facts.how = forced_switch::result::never_taken;
  s.pool_facts.first = 100;
  s.pool_facts.second = 101;
  s.sent_name = "poolprobe_1";
  s.server_name = "poolprobe_1";
  s.network_path = {.tcp = true,
                    .own_port = 40000,
                    .dialled_port = 5432,
                    .tls = false,
                    .asked_name = "poolprobe",
                    .reported_name = "poolprobe",
                    .told = true,
                    .client_address = "127.0.0.1",
                    .client_port = 40000,
                    .server_port = 5432,
                    .server_tls = false,
                    .server_name = "poolprobe"};
  return s;
}

[[nodiscard]] inline wire::startup_reply refusal(std::string message, std::string fields = "SCM") {
  wire::startup_reply g;
  g.how = wire::startup_reply::kind::refused;
  g.error = wire::server_error{"FATAL", "08P01", std::move(message), std::move(fields)};
  return g;
}

[[nodiscard]] inline wire::startup_reply answered(wire::startup_reply::kind how) {
  wire::startup_reply g;
  g.how = how;
  return g;
}

/// Of a PgBouncer that refuses an unknown setting in those words.
[[nodiscard]] inline signals pooled(forced_switch::result how, std::string const& words) {
  auto s = direct();
  s.key_pid = 7;
  s.key_pids = {7};
  s.network_path.client_port = 50000;
  s.pool_facts.how = how;
  s.unknown_option = refusal(words);
  return s;
}

/// The words of PgBouncer 1.23 to 1.25, and of those before 1.20.
inline constexpr auto words_of_123 = "unsupported startup parameter in options: poolprobe_x";
inline constexpr auto words_before_120 = "unsupported startup parameter: options";

}  // namespace poolprobe::testing
