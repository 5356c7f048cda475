#pragma once

#include <string>
#include <string_view>

#include "model/run_record.hpp"

namespace poolprobe {

/// Whether this is the folder of a Unix socket, or an abstract one.
[[nodiscard]] bool is_socket(std::string_view host);

/// Where a target is, for people: "db.example:6432", "[::1]:6432", "socket /tmp, port 6432"; of several hosts
/// all of them, with commas.
[[nodiscard]] std::string place_of(target_info const&);

/// "db.example is 10.0.0.7 here", where the host is a name and it is known which of its addresses was
/// connected to; else empty.
[[nodiscard]] std::string address_words(target_info const&);

}  // namespace poolprobe
