#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connection_text/connection_text_dialect.hpp"
#include "conninfo/secret.hpp"
#include "conninfo/setting.hpp"
#include "drivers/driver.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// The settings of one connection text, by who takes them.
struct separated {
  parameter_list parameters;  ///< libpq's, each key once, without the password
  secret password;
  std::vector<removed_setting> removed;   ///< a driver's
  std::vector<sent_parameter> startup;    ///< what the driver sends with the startup packet
  std::vector<std::string> set_at_login;  ///< keys because of which it sends a SET after login
  std::optional<std::string> driver;      ///< "driver" or "driver:config", where prefix or keys tell
};

/// Where a key comes twice, the later one counts, as in libpq and in most drivers. Throws `fatal{usage}` for
/// a key that no driver has, unless the dialect or the driver ignores such keys or sends them. `named` is the
/// driver that reads the text where the dialect does not tell; empty: not known.
[[nodiscard]] separated separate(std::vector<setting> const&, dialect const&,
                                 driver_choice const& named = {});

}  // namespace poolprobe
