#pragma once

namespace poolprobe {

/// What the user allows a run to do.
struct permissions {
  bool ddl = false;          ///< --allow-ddl: create temporary tables
  bool sacrificial = false;  ///< --sacrificial: may break other clients
  bool passive = false;      ///< --passive: cause no error on purpose, whatever else is allowed
};

}  // namespace poolprobe
