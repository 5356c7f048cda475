#include "wire/framing.hpp"

#include <algorithm>

#include "wire/message_frame.hpp"

namespace poolprobe::wire {
namespace {

/// How much of a body is kept; nothing of a password message.
std::size_t useful(sender who, char type) {
  constexpr std::size_t names = 1024;  // PostgreSQL cuts a name at 63 bytes
  constexpr std::size_t error = 4096;
  if (who == sender::client) {
    switch (type) {
      case 'Q':
      case 'P':
        return framing::most_text;
      case 'B':
      case 'D':
      case 'C':
      case 'E':
        return names;
      default:
        return 0;
    }
  }
  switch (type) {
    case 'E':
    case 'N':
      return error;
    case 'C':
    case 'S':
      return names;
    case 'R':
    case 'Z':
      return 4;
    default:
      return 0;
  }
}

/// Of a Bind, only the names of portal and statement are kept, not the values.
std::string_view trimmed(sender who, char type, std::string_view body) {
  if (who != sender::client || type != 'B') return body;
  auto const portal = body.find('\0');
  auto const statement = portal == std::string_view::npos ? portal : body.find('\0', portal + 1);
  return statement == std::string_view::npos ? body : body.substr(0, statement + 1);
}

}  // namespace

/// Reads the next header; returns whether it is complete.
bool framing::begin() {
  constexpr auto bytes = message_header::bytes;
  std::string_view at = rest_;
  if (!head_.empty() || rest_.size() < bytes) {
    auto const taken = rest_.substr(0, bytes - head_.size());
    head_.append(taken);
    rest_.remove_prefix(taken.size());
    if (head_.size() < bytes) return false;
    at = head_;
  } else {
    rest_.remove_prefix(bytes);
  }
  auto const header = read_header(at);
  head_.clear();
  broken_ = !header.possible();
  type_ = header.type;
  size_ = missing_ = header.body_size();
  return !broken_;
}

passing framing::whole() {
  within_ = false;
  auto const body = rest_.substr(0, std::min<std::size_t>(size_, useful(who_, type_)));
  rest_.remove_prefix(size_);
  return {type_, size_, trimmed(who_, type_, body)};
}

/// Reads the available part of a body that arrives in pieces.
void framing::collect() {
  auto const taken = rest_.substr(0, missing_);
  auto const most = useful(who_, type_);
  if (kept_.size() < most) {
    kept_.append(taken.substr(0, most - kept_.size()));
    kept_.resize(trimmed(who_, type_, kept_).size());
  }
  missing_ -= static_cast<std::uint32_t>(taken.size());
  rest_.remove_prefix(taken.size());
}

std::optional<passing> framing::next() {
  constexpr std::size_t worth_keeping = 4096;
  if (broken_) return std::nullopt;
  if (!within_) {
    if (kept_.capacity() > worth_keeping) std::string().swap(kept_);
    kept_.clear();
    if (!begin()) return std::nullopt;
    if (rest_.size() >= size_) return whole();
    within_ = true;
  }
  collect();
  if (missing_ > 0) return std::nullopt;
  within_ = false;
  return passing{type_, size_, trimmed(who_, type_, kept_)};
}

}  // namespace poolprobe::wire
