#pragma once

#include <string>
#include <vector>

namespace poolprobe::testing {

/// Looks for anything of poolprobe's on the server connections behind `pools`. It uses as many clients at
/// once as it takes to get every idle server connection of each pool, and asks on each for prepared
/// statements, listened channels, advisory locks, the settings that PP201 and PP301 to PP304 change (also
/// where they have their usual value, but from the session), cursors and temporary tables. `direct` is the
/// server itself, which knows all backends. Returns what was found, one line each; a backend that no pool
/// handed out is a line too.
[[nodiscard]] std::vector<std::string> leftovers(std::vector<std::string> const& pools,
                                                 std::string const& direct);

/// Runs one statement through the pooler and disconnects, without cleaning up.
void leave_behind(std::string const& pool, std::string const& sql);

/// Makes a pool open that many server connections: as many clients hold one each for a moment.
void fill(std::string const& pool, int servers);

}  // namespace poolprobe::testing
