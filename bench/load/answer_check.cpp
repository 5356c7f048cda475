#include "bench/load/answer_check.hpp"

#include "wire/big_endian.hpp"
#include "wire/expected_reply.hpp"

namespace poolprobe::bench {
namespace {

constexpr std::string_view one_changed{"UPDATE 1\0", 9};
constexpr std::string_view rolled_back{"ROLLBACK\0", 9};

/// Whether the text is the number's, digit by digit from its end.
bool is_written(std::string_view text, std::uint64_t number) {
  if (text.front() == '0') return text.size() == 1 && number == 0;
  for (; !text.empty(); text.remove_suffix(1), number /= 10) {
    if (text.back() != static_cast<char>('0' + number % 10)) return false;
  }
  return number == 0;
}

/// RowDescription or NoData.
bool describes_rows(char type) { return wire::reply_to(notation::verb::describe_portal).ends_with(type); }

}  // namespace

/// A DataRow of one column in text format.
bool answer_check::is_its_row(std::string_view body) const {
  constexpr std::size_t head = 6;  // the count of columns, and the length of the first
  if (body.size() <= head || body[0] != 0 || body[1] != 1) return false;
  auto const text = body.substr(head);
  return wire::read_uint32(body.substr(2)) == text.size() && is_written(text, value_ * asked_->factor);
}

bool answer_check::fits(char wanted, char type, std::string_view body) const {
  switch (wanted) {
    case 'r':
      return type == 'D' && is_its_row(body);
    case 'c':
      return type == 'C' && body == one_changed;
    case 'k':
      return type == 'C' && body != rolled_back;
    case '?':
      return describes_rows(type);
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
  if (wire::is_asynchronous(type)) return verdict::fits;
  if (expected_.empty()) return verdict::wrong;
  if (skipping_ && type != 'Z') return verdict::fits;
  if (expected_.front() == '*') {
    if (type == 'D' || describes_rows(type)) return verdict::fits;
    expected_.remove_prefix(1);
  }
  if (expected_.empty()) return verdict::wrong;
  if (!fits(expected_.front(), type, body))
    return expected_.front() == 'k' && type == 'C' ? verdict::lost : verdict::wrong;
  expected_.remove_prefix(1);
  return verdict::fits;
}

}  // namespace poolprobe::bench
