#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/words.hpp"

namespace poolprobe {

/// A value in a file that may come from anywhere. A value that is missing, of another type or out of range
/// ends in `fatal{usage}` with the file and the place.
class json_reader {
 public:
  json_reader(nlohmann::json const& value, std::string const& file, std::string place = {})
      : value_(&value), file_(&file), place_(std::move(place)) {}

  /// A member that must be there.
  [[nodiscard]] json_reader at(std::string_view name) const;
  /// A member that other versions may not have written.
  [[nodiscard]] std::optional<json_reader> find(std::string_view name) const;
  [[nodiscard]] std::vector<json_reader> list(std::size_t most = 1'000'000) const;
  [[nodiscard]] bool is_null() const { return value_->is_null(); }

  [[nodiscard]] std::string text() const;
  /// Null becomes an empty text.
  [[nodiscard]] std::string text_or_null() const { return is_null() ? std::string() : text(); }
  [[nodiscard]] std::optional<std::string> optional_text() const;
  [[nodiscard]] std::vector<std::string> texts() const;
  [[nodiscard]] std::optional<std::string> optional_sqlstate() const;
  [[nodiscard]] bool flag() const;
  /// A number from 0 on.
  [[nodiscard]] double number() const;
  /// The same; null, which stands for what is not finite, becomes not a number.
  [[nodiscard]] double number_or_null() const;
  template <std::integral Int>
  [[nodiscard]] Int whole(Int least, Int most) const;

  /// One of the words of an enumeration. One that this version does not know becomes `unknown`, where the
  /// enumeration has that.
  template <has_words Enum>
  [[nodiscard]] Enum one_of() const;

  [[noreturn]] void refuse(std::string_view why) const;

 private:
  nlohmann::json const* value_;
  std::string const* file_;
  std::string place_;
};

template <std::integral Int>
Int json_reader::whole(Int least, Int most) const {
  auto const fits = value_->is_number_unsigned()
                        ? std::cmp_less_equal(value_->get<std::uint64_t>(), most) &&
                              std::cmp_greater_equal(value_->get<std::uint64_t>(), least)
                        : value_->is_number_integer() &&
                              std::cmp_less_equal(value_->get<std::int64_t>(), most) &&
                              std::cmp_greater_equal(value_->get<std::int64_t>(), least);
  if (!fits) refuse("is not a whole number that may stand there");
  return value_->get<Int>();
}

template <has_words Enum>
Enum json_reader::one_of() const {
  auto const found = from_word<Enum>(text());
  if constexpr (requires { Enum::unknown; }) {
    return found.value_or(Enum::unknown);
  } else {
    if (!found) refuse("is none of the words that may stand there");
    return *found;
  }
}

/// `read` of every element of a list.
template <class Read>
[[nodiscard]] auto all_of(std::vector<json_reader> const& nodes, Read read) {
  std::vector<decltype(read(nodes.front()))> all;
  all.reserve(nodes.size());
  for (auto const& node : nodes) all.push_back(read(node));
  return all;
}

}  // namespace poolprobe
