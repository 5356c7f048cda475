#pragma once

#include <string_view>
#include <vector>

#include "connection_text/connection_text_dialect.hpp"
#include "conninfo/setting.hpp"

namespace poolprobe {

/// Splits what follows the prefix of a connection URL, as libpq's conninfo_uri_parse_options does: several
/// hosts, IPv6 in brackets, empty parts left out, everything percent-decoded. Stricter than libpq where an
/// unencoded character in a password would make part of it look like a host, a database or a key: that is
/// refused.
[[nodiscard]] std::vector<setting> parse_url(std::string_view after_prefix, dialect const&);

/// Some scheme in front, known or not: a '=' later on does not make it a keyword string.
[[nodiscard]] bool looks_like_url(std::string_view text);

}  // namespace poolprobe
