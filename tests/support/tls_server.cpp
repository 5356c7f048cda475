#include "support/tls_server.hpp"

#include "support/tls_side.hpp"

namespace poolprobe::testing {
namespace {

using namespace std::string_literals;

bool is_cancel(std::string_view packet) { return packet.substr(4, 4) == "\x04\xd2\x16\x2e"s; }

std::string login() {
  return framed('R', "\0\0\0\0"s) + framed('S', "server_version\0"s + "15.0\0"s) +
         framed('K', "\0\0\x10\x92"s + tls_server::key()) + framed('Z', "I");
}

}  // namespace

tls_server::tls_server() : server_([this](conversation& with) { serve(with); }) {}

/// As a signed number it is negative.
std::string tls_server::key() { return "\xfe\x01\x80\x7f"; }

std::vector<tls_call> tls_server::calls() const {
  std::lock_guard const lock(guard_);
  return calls_;
}

void tls_server::note(tls_call call) {
  std::lock_guard const lock(guard_);
  calls_.push_back(std::move(call));
}

void tls_server::serve(conversation& with) {
  auto const request = with.receive();
  if (!asks_for_tls(request)) return note({false, "", request});
  if (!with.say("S")) return;
  tls_side over(with);
  if (!over.shake_hands()) return;
  auto const first = over.receive();
  note({true, over.server_name(), first});
  if (first.empty() || is_cancel(first)) return;
  over.say(login());
  while (!over.receive().empty()) {
  }
}

}  // namespace poolprobe::testing
