#pragma once

#include <optional>
#include <string_view>

#include "model/run_record.hpp"

/// Managed services that are known by their host names. Private names, aliases and tunnels hide a service,
/// and anybody can call a host so: a name is a hypothesis, and what was observed counts.
namespace poolprobe {

/// What a service says it has at such an address.
struct service {
  std::string_view name;     ///< "Neon's pooled endpoint"
  std::string_view product;  ///< as in pooler_info; "none" for the server itself
  poolprobe::pool_mode pool_mode = poolprobe::pool_mode::unknown;  ///< unless it was changed
};

/// The service that the host name and the port look like.
[[nodiscard]] std::optional<service> service_at(std::string_view host, std::string_view port);

/// That hypothesis, and whether what was concluded without it agrees; nullopt where the name tells nothing.
[[nodiscard]] std::optional<evidence> service_evidence(std::string_view host, std::string_view port,
                                                       pooler_info const& concluded);

}  // namespace poolprobe
