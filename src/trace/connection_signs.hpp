#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trace/driver_marks.hpp"

namespace poolprobe::trace {

/// What gives a driver away.
struct driver_sign {
  std::vector<std::string> drivers;  ///< ids of the catalogue that all of it fits; may be empty
  std::string who;                   ///< in words
  std::string sign;                  ///< what was seen, "names a statement S_1 and sends P() B D(P) E S"
  std::uint64_t count = 0;           ///< connections
};

/// The signs of one connection, and what follows from all of them together. Looks at the beginning of the
/// traffic only, so that it costs nothing later.
class connection_signs {
 public:
  void login(startup_parameters const&);
  void parse(std::string_view name, std::string_view sql);
  void query(std::string_view sql);
  /// The messages up to an answer that settled everything.
  void message_group(std::vector<notation::message> const&);
  /// Whether message groups are still of interest.
  [[nodiscard]] bool wants_groups() const { return groups_ < most_groups; }

  /// How sure a sign is; the surest is first.
  enum class kind { name, login, encoding, no_parameters, general_name, own_sql, messages, simple_only };
  struct conclusion {
    driver_list drivers;
    driver_sign told;
    connection_signs::kind surest = kind::name;
  };
  /// None where nothing was seen that any driver is known for.
  [[nodiscard]] std::optional<conclusion> conclude() const;

 private:
  static constexpr int most_groups = 50;
  static constexpr int most_names = 5;  ///< each is compared with all patterns
  static constexpr int most_texts = 3;  ///< what a driver asks by itself it asks first

  struct sign {
    connection_signs::kind kind;
    std::string text;
    driver_list drivers;
    std::string who = {};  ///< where it is nobody of the catalogue
  };
  void note(sign);
  void own_sql(std::string_view sql, bool parsed);
  void application(std::string const& name);
  [[nodiscard]] std::vector<sign> by_sureness() const;

  std::vector<sign> signs_;
  std::optional<driver_sign> tool_;  ///< who says its own name
  int groups_ = 0;
  int names_ = 0;
  int texts_ = 0;
  bool parsed_ = false;
  bool queried_ = false;
};

}  // namespace poolprobe::trace
