#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "trace/effect.hpp"

namespace poolprobe::trace {

/// One text that was sent, or all texts of one shape.
struct statement {
  enum class reading { understood, not_sql, too_long };
  reading how = reading::understood;
  std::string text;            ///< the first text of the shape; only its beginning where it is long
  std::vector<effects> parts;  ///< the effects of each statement in it
};

/// The effects of an application's texts. The parser reads one text of each shape. The number of remembered
/// shapes is bounded; the least recently seen are forgotten, and would be parsed again.
class statement_table {
 public:
  /// Bytes of a text that are kept to be shown.
  static constexpr std::size_t most_shown = 1000;

  explicit statement_table(std::size_t most_shapes = 2'000, std::size_t most_bytes = std::size_t{4} << 20U)
      : most_(most_shapes), most_bytes_(most_bytes) {}

  /// `cut`: the end of the text is missing.
  [[nodiscard]] std::shared_ptr<statement const> look_up(std::string_view sql, bool cut);
  [[nodiscard]] std::size_t size() const { return index_.size(); }

 private:
  struct entry {
    std::string key;
    std::shared_ptr<statement const> what;
    bool depends_on_values = false;
  };
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  entry const* find(std::string_view key);
  entry const& add(entry);
  static std::size_t weight(entry const&);

  std::size_t most_;
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;    ///< of keys and texts
  std::list<entry> by_age_;  ///< the most recently seen first
  std::unordered_map<std::string_view, std::list<entry>::iterator, hash, std::equal_to<>> index_;
};

}  // namespace poolprobe::trace
