#pragma once

#include <string>
#include <string_view>

#include "conninfo/target.hpp"

namespace poolprobe {

/// The target's text in the notation that it was written in (a libpq URL where there was none), with another
/// place, without what is about TLS, and everything else as it was. Nothing is added that its reader may not
/// know.
[[nodiscard]] std::string redirected_text(target const&, secret const& password, std::string_view host,
                                          int port);

/// Whether a key, of libpq or of a driver, says where to, as whom, or how encrypted.
[[nodiscard]] bool is_about_place_or_tls(std::string_view key);

}  // namespace poolprobe
