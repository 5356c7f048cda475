#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notation/notation.hpp"

namespace poolprobe::trace {

/// Something by which a driver was recognised.
struct driver_sign {
  std::vector<std::string> drivers;  ///< ids of the catalogue that it fits; may be empty
  std::string who;                   ///< in words
  std::string sign;                  ///< what was seen
  std::uint64_t count = 0;
};

/// Recognises drivers by the names of their statements, by their login parameters, and by the order of their
/// messages. Reads only the beginning of the traffic, so that it costs nothing later.
class driver_signs {
 public:
  void login(std::vector<std::pair<std::string, std::string>> const& parameters);
  /// A Parse of that name.
  void parse(std::string_view name);
  /// A Query.
  void query() { ++queries_; }
  /// The messages up to an answer after which no request was pending.
  void message_group(std::vector<notation::message> const& steps);
  /// Whether further groups of messages are of interest.
  [[nodiscard]] bool wants_groups() const { return groups_ < most_groups; }

  /// The most frequent first; a sign from a name before one from a login.
  [[nodiscard]] std::vector<driver_sign> all() const;

 private:
  static constexpr int most_groups = 200;
  static constexpr int most_names = 5000;

  void application(std::string const& name);
  void note(std::span<std::string_view const> drivers, std::string_view who, std::string sign, int rank);

  struct noted {
    driver_sign sign;
    int rank = 0;  ///< the most reliable is 0
  };
  std::map<std::string, noted> by_who_;
  int groups_ = 0;
  int names_ = 0;
  std::uint64_t queries_ = 0;
  std::uint64_t parses_ = 0;
};

}  // namespace poolprobe::trace
