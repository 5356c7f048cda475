#pragma once

#include <string>
#include <vector>

#include "model/driver_result.hpp"

/// Texts about a driver that every format and the verdict use.
namespace poolprobe {

/// "driver" or "driver:config"
[[nodiscard]] std::string id_of(driver_result const&);

/// "asyncpg 0.31 or later", "pgx before 5.8", "Prisma 5 to before 6"; only the package where nothing limits
/// it.
[[nodiscard]] std::string words_of(version_span const&);

/// "PHP 8.4 or later and libpq 17 or later", "PHP before 8.4 or libpq before 17".
[[nodiscard]] std::string words_of(std::vector<version_span> const&);

/// " (asyncpg 0.31 or later)", behind the name of a result that is true of some versions only; else empty.
[[nodiscard]] std::string version_remark(driver_result const&);

/// The same, but empty where the name of the setting says the versions already.
[[nodiscard]] std::string version_remark_beside_setting(driver_result const&);

/// "if you use connection.cursor(): breaks with 34000: client A got ...", and in short without what was seen.
[[nodiscard]] std::string words_of(feature_result const&);
[[nodiscard]] std::string in_short(feature_result const&);

/// "08P01 ... (PP107)": the caveat without its fix.
[[nodiscard]] std::string words_of(driver_caveat const&);

}  // namespace poolprobe
