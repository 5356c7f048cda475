#pragma once

#include <array>
#include <string_view>

/// The poolers that poolprobe knows: the id in the JSON contract, and the usual spelling.
namespace poolprobe::product {

inline constexpr std::string_view pgbouncer = "pgbouncer";
inline constexpr std::string_view odyssey = "odyssey";
inline constexpr std::string_view pgcat = "pgcat";
inline constexpr std::string_view pgdog = "pgdog";
inline constexpr std::string_view pg_doorman = "pg_doorman";
inline constexpr std::string_view supavisor = "supavisor";
inline constexpr std::string_view pgagroal = "pgagroal";
inline constexpr std::string_view pgpool = "pgpool";
inline constexpr std::string_view rds_proxy = "rds-proxy";
inline constexpr std::string_view hyperdrive = "hyperdrive";
inline constexpr std::string_view none = "none";        ///< the server itself
inline constexpr std::string_view unknown = "unknown";  ///< there is a pooler, but the product is not known

struct product_name {
  std::string_view id;
  std::string_view name;  ///< as the project spells itself
};
inline constexpr std::array<product_name, 10> names{{{pgbouncer, "PgBouncer"},
                                                     {odyssey, "Odyssey"},
                                                     {pgcat, "PgCat"},
                                                     {pgdog, "PgDog"},
                                                     {pg_doorman, "pg_doorman"},
                                                     {supavisor, "Supavisor"},
                                                     {pgagroal, "pgagroal"},
                                                     {pgpool, "Pgpool-II"},
                                                     {rds_proxy, "RDS Proxy"},
                                                     {hyperdrive, "Hyperdrive"}}};

/// As people write it; an id that is not known as it is (a saved run may be of a newer version).
[[nodiscard]] constexpr std::string_view name_of(std::string_view id) {
  if (id == unknown) return "a pooler of unknown make";
  for (auto const& row : names) {
    if (row.id == id) return row.name;
  }
  return id;
}

}  // namespace poolprobe::product
