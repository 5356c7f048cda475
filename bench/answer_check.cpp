#include "answer_check.hpp"

#include <array>
#include <charconv>

#include "wire/big_endian.hpp"

namespace poolprobe::bench {
namespace {

constexpr std::string_view one_changed{"UPDATE 1\0", 9};

bool comes_any_time(char type) { return type == 'N' || type == 'S' || type == 'A'; }

bool is_of_rows(char type) { return type == 'T' || type == 'n' || type == 'D'; }

}  // namespace

/// A DataRow of one column in text format.
bool answer_check::is_its_row(std::string_view body) const {
  constexpr std::size_t head = 6;  // the count of columns, and the length of the first
  std::array<char, 24> text;
  auto const end = std::to_chars(text.data(), text.data() + text.size(), value_ * asked_->factor).ptr;
  std::string_view const right(text.data(), static_cast<std::size_t>(end - text.data()));
  return body.size() == head + right.size() && body[0] == 0 && body[1] == 1 &&
         wire::read_uint32(body.substr(2)) == right.size() && body.substr(head) == right;
}

bool answer_check::fits(char wanted, char type, std::string_view body) const {
  switch (wanted) {
    case 'r':
      return type == 'D' && is_its_row(body);
    case 'c':
      return type == 'C' && body == one_changed;
    case '?':
      return type == 'T' || type == 'n';
    default:
      return type == wanted;
  }
}

bool answer_check::skip_to_sync() {
  if (expected_.find('Z') == std::string_view::npos) return false;
  expected_ = "Z";  // a part ends with its only Sync
  skipping_ = true;
  return true;
}

answer_check::verdict answer_check::take(char type, std::string_view body) {
  if (comes_any_time(type)) return verdict::fits;
  if (expected_.empty()) return verdict::wrong;
  if (skipping_ && type != 'Z') return verdict::fits;
  if (expected_.front() == '*') {
    if (is_of_rows(type)) return verdict::fits;
    expected_.remove_prefix(1);
  }
  if (expected_.empty() || !fits(expected_.front(), type, body)) return verdict::wrong;
  expected_.remove_prefix(1);
  return verdict::fits;
}

}  // namespace poolprobe::bench
