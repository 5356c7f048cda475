#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "trace/connection_signs.hpp"

namespace poolprobe::trace {

/// Tells the drivers of an application: by what its connections say when they log in, by the names of their
/// statements, by what they ask by themselves and by the order of their messages. Looks at its first
/// connections only.
class driver_signs {
 public:
  void login(std::uint64_t connection, startup_parameters const&);
  /// A Parse of that name.
  void parse(std::uint64_t connection, std::string_view name, std::string_view sql);
  void query(std::uint64_t connection, std::string_view sql);
  /// The messages up to an answer that settled everything.
  void message_group(std::uint64_t connection, std::vector<notation::message> const& steps);
  /// Whether message groups of that connection are still of interest.
  [[nodiscard]] bool wants_groups(std::uint64_t connection) const;

  /// One for each that was told apart, the surest first. A connection that said so little that it may be one
  /// of the others is not told.
  [[nodiscard]] std::vector<driver_sign> all() const;

 private:
  static constexpr std::size_t most_connections = 200;

  [[nodiscard]] connection_signs* find(std::uint64_t connection);

  std::map<std::uint64_t, connection_signs> connections_;
};

}  // namespace poolprobe::trace
