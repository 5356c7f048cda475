#pragma once

#include <span>

#include "explain/error_class.hpp"

/// The parts of `error_classes()`, by who raises the error.
namespace poolprobe {

[[nodiscard]] std::span<error_class const> server_errors();
[[nodiscard]] std::span<error_class const> pgbouncer_errors();
[[nodiscard]] std::span<error_class const> supavisor_errors();
[[nodiscard]] std::span<error_class const> other_pooler_errors();
[[nodiscard]] std::span<error_class const> service_errors();

}  // namespace poolprobe
