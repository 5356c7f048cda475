#include "wire/read_startup_packet.hpp"

#include <cstdint>

#include "wire/big_endian.hpp"
#include "wire/message.hpp"
#include "wire/message_frame.hpp"

namespace poolprobe::wire {
namespace {

constexpr std::uint32_t cancel_code = 80877102;
constexpr std::uint32_t ssl_code = 80877103;
constexpr std::uint32_t gssenc_code = 80877104;
constexpr std::size_t head = 8;  // length and code

constexpr std::uint32_t authentication_sasl = 10;

/// The offered mechanisms without the bound ones; unchanged where there are no others.
std::string without_bound(std::string_view mechanisms) {
  std::string kept;
  auto rest = mechanisms;
  while (!rest.empty() && rest.front() != '\0') {
    auto const name = rest.substr(0, rest.find('\0'));
    if (name.size() == rest.size()) return std::string(mechanisms);
    if (!name.ends_with("-PLUS")) kept.append(name).push_back('\0');
    rest.remove_prefix(name.size() + 1);
  }
  if (kept.empty()) return std::string(mechanisms);
  return kept.append(rest);
}

/// An authentication request.
std::string rewritten(message_frame const& message) {
  constexpr std::size_t list_at = 4;  // behind the code
  auto const is_offer = message.body.size() >= list_at && read_uint32(message.body) == authentication_sasl;
  if (!is_offer) return framed(message.type, message.body);
  std::string body;
  append_uint32(body, authentication_sasl);
  return framed(message.type, body.append(without_bound(message.body.substr(list_at))));
}

}  // namespace

startup_packet read_startup_packet(std::string_view bytes) {
  if (bytes.size() < 4) return {};
  auto const size = read_uint32(bytes);
  if (size < head || size > longest_startup_packet) return {startup_packet::kind::unreadable, 0};
  if (bytes.size() < size) return {};
  switch (read_uint32(bytes.substr(4))) {
    case ssl_code:
    case gssenc_code:
      return {startup_packet::kind::encryption_request, size};
    case cancel_code:
      return {startup_packet::kind::cancel, size};
    default:
      return {startup_packet::kind::startup, size};
  }
}

std::vector<std::pair<std::string, std::string>> read_startup(std::string_view packet) {
  std::vector<std::pair<std::string, std::string>> all;
  auto rest = packet.substr(std::min(head, packet.size()));
  auto const take = [&rest] {
    auto const text = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(text.size() + 1, rest.size()));
    return std::string(text);
  };
  while (!rest.empty() && rest.front() != '\0') {
    auto name = take();
    all.emplace_back(std::move(name), take());
  }
  return all;
}

std::string offer_filter::feed(std::string_view bytes) {
  kept_.append(bytes);
  std::string out;
  while (!done_) {
    auto const message = first_message(kept_, longest_startup_packet - 1);
    done_ = message.what == message_frame::state::bad_length;
    if (!message.whole()) break;
    done_ = message.type == 'R';
    auto const size = message.size();
    out += done_ ? rewritten(message) : kept_.substr(0, size);
    kept_.erase(0, size);
  }
  if (done_) out += rest();
  return out;
}

}  // namespace poolprobe::wire
