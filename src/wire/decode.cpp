#include <fmt/format.h>

#include "wire/message.hpp"
#include "wire/message_frame.hpp"

namespace poolprobe::wire {
namespace {

/// Every type that a server may send after login, by the protocol's list of message formats.
constexpr std::string_view known_types = "123ACDEGHIKNRSTVWZcdnstv";

/// Reads fixed-size fields off the front of a body. A read past the end sets `broken` and gives nothing.
class cursor {
 public:
  explicit cursor(std::string_view body) : rest_(body) {}

  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (auto const c : take(bytes)) value = (value << 8U) | static_cast<unsigned char>(c);
    return value;
  }

  std::string_view take(std::size_t bytes) {
    if (bytes > rest_.size()) {
      broken_ = true;
      bytes = 0;
    }
    auto const taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }

  std::string_view text() {
    auto const taken = take(rest_.find('\0'));  // npos is past the end and so breaks
    take(1);
    return taken;
  }

  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] bool done() const { return !broken_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool broken_ = false;
};

}  // namespace

std::string server_error::text() const { return fmt::format("{} {}: {}", severity, sqlstate, message); }

std::optional<server_error> read_error(std::string_view body) {
  server_error error;
  cursor in(body);
  for (auto field = in.number(1); field != 0; field = in.number(1)) {
    auto const text = in.text();
    if (in.broken()) return std::nullopt;
    auto const letter = static_cast<char>(field);
    error.fields.push_back(letter);
    if (letter == 'V' || (letter == 'S' && error.severity.empty())) error.severity = text;
    if (letter == 'C') error.sqlstate = text;
    if (letter == 'M') error.message = text;
    if (letter == 'F') error.file = text;
  }
  if (!in.done() || error.fields.empty()) return std::nullopt;
  return error;
}

std::optional<row> read_row(std::string_view body) {
  row values;
  cursor in(body);
  auto const columns = in.number(2);
  for (std::uint32_t i = 0; i < columns && !in.broken(); ++i) {
    auto const length = in.number(4);
    if (length == 0xFFFFFFFFU) {
      values.emplace_back(std::nullopt);
    } else {
      values.emplace_back(std::string(in.take(length)));
    }
  }
  if (!in.done()) return std::nullopt;
  return values;
}

std::optional<std::pair<std::string, std::string>> read_parameter(std::string_view body) {
  cursor in(body);
  auto const name = in.text();
  auto const value = in.text();
  if (!in.done()) return std::nullopt;
  return std::pair{std::string(name), std::string(value)};
}

std::optional<std::string> read_tag(std::string_view body) {
  cursor in(body);
  auto const tag = in.text();
  if (!in.done()) return std::nullopt;
  return std::string(tag);
}

std::optional<int> read_key_pid(std::string_view body) {
  cursor in(body);
  auto const pid = in.number(4);
  auto const key = in.take(in.broken() ? 0 : body.size() - 4);
  if (!in.done() || key.empty()) return std::nullopt;
  return static_cast<int>(pid);  // PgBouncer before 1.21 makes up negative ones
}

/// Poolers send the whole version where PostgreSQL sends the minor one.
std::optional<int> read_negotiated_minor(std::string_view body) {
  cursor in(body);
  auto const version = in.number(4);
  auto const options = in.number(4);
  for (std::uint32_t i = 0; i < options && !in.broken(); ++i) (void)in.text();
  if (!in.done()) return std::nullopt;
  return static_cast<int>(version & 0xFFFFU);
}

std::optional<reply> decoder::next() {
  if (state_ != state::ok || buffer_.size() - at_ < 1) return std::nullopt;
  auto const available = std::string_view(buffer_).substr(at_);
  if (known_types.find(available[0]) == std::string_view::npos) {
    state_ = state::unknown_type;
    return std::nullopt;
  }
  auto const frame = first_message(available, most_bytes);
  if (frame.what == message_frame::state::bad_length) state_ = state::bad_length;
  if (!frame.whole()) return std::nullopt;
  reply message{frame.type, std::string(frame.body)};
  at_ += frame.size();
  if (at_ == buffer_.size() || at_ > most_bytes) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  return message;
}

}  // namespace poolprobe::wire
