#include "hostile/altering_relay.hpp"

#include <fmt/format.h>

#include <atomic>
#include <memory>
#include <thread>

#include "hostile/altered_messages.hpp"
#include "support/sockets.hpp"
#include "wire/big_endian.hpp"

namespace poolprobe::testing {
namespace {

constexpr std::uint32_t protocol_3_0 = 196608, cancel_code = 80877102;

/// The first packet that is no request for encryption; those are declined. Empty where the client has gone.
std::string first_packet(conversation const& with) {
  std::string held;
  for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
    held += bytes;
    if (held.size() < 8 || held.size() < wire::read_uint32(held)) continue;
    auto const code = wire::read_uint32(held.substr(4));
    if (code != cancel_code + 1 && code != cancel_code + 2) return held;
    held.erase(0, 8);
    if (!with.say("N")) break;
  }
  return {};
}

bool refuses(rules const& how, conversation const& with, std::string const& database) {
  auto const other = database != how.behind.substr(how.behind.rfind(' ') + 1);
  auto const& refusal =
      other && how.refuses_other_databases ? how.refuses_other_databases : how.refuses_login;
  if (refusal) with.say(framed_refusal(*refusal, database));
  return refusal.has_value();
}

/// Waits until the server has hung up: a PgBouncer forgets the request of a client that goes before.
void pass_cancel(int port, std::string const& request) {
  auto const server = connect_to(port);
  if (server.say(request)) (void)server.receive_to_the_end();
}

/// A connection to that database of the same pooler, logged in on behalf of the client of `startup`.
plain_socket another_login(int port, std::string const& startup, std::string_view database) {
  auto server = connect_to(port);
  server.say(with_database(startup, database));
  constexpr std::string_view ready{"Z\0\0\0\5I", 6};
  for (std::string all; !all.ends_with(ready);) {
    auto const next = server.receive();
    if (next.by != received::stop::more) break;
    all += next.bytes;
  }
  return server;
}

/// Passes what the server says until it says no more; ends the client's connection then, unless `moves_on`.
void pass_answers(rules const& how, plain_socket const& server, conversation const& with, bool logged_in,
                  std::atomic<bool> const& moves_on) {
  server_messages answers(how, logged_in);
  for (auto next = server.receive(); next.by == received::stop::more || next.by == received::stop::silence;
       next = server.receive()) {
    if (!with.say(answers.pass(next.bytes))) return;
  }
  if (!moves_on) with.end_sending();
}

void relay_session(rules const& how, std::atomic<int>& statements, int port, std::string const& first,
                   conversation const& with) {
  std::this_thread::sleep_for(how.login_waits);
  auto server = std::make_unique<plain_socket>(connect_to(port));
  auto const size = wire::read_uint32(first);
  auto const startup = first.substr(0, size);
  if (!server->say(how.drops_parameters ? without_parameters(startup) : startup)) return;
  std::atomic<bool> moves_on = false;
  std::atomic<bool> const stays = false;
  std::thread answers([&] { pass_answers(how, *server, with, false, moves_on); });
  client_messages questions(how, statements);
  auto goes_on = server->say(questions.pass(first.substr(size)));
  for (auto bytes = with.receive(); goes_on && !bytes.empty(); bytes = with.receive()) {
    if (!moves_on && questions.pins(bytes)) {
      moves_on = true;
      server->end_sending();
      answers.join();
      server = std::make_unique<plain_socket>(another_login(port, startup, "session"));
      answers = std::thread([&, pinned = server.get()] { pass_answers(how, *pinned, with, true, stays); });
    }
    goes_on = server->say(questions.pass(bytes));
  }
  server->end_sending();
  answers.join();
}

}  // namespace

altering_relay::altering_relay(rules how, int port)
    : how_(std::move(how)), server_([this, port](conversation& with) {
        auto const first = first_packet(with);
        if (first.empty()) return;
        auto const code = wire::read_uint32(first.substr(4));
        if (code == cancel_code) {
          if (!how_.drops_cancel && port != 0) pass_cancel(port, first);
          return;
        }
        if (how_.closes_on_newer_protocol && code > protocol_3_0) return;
        if (refuses(how_, with, database_in(first)) || port == 0) return;
        relay_session(how_, statements_, port, first, with);
      }) {}

std::string altering_relay::url(std::string const& database) const {
  return fmt::format("postgresql://app@127.0.0.1:{}/{}?sslmode=disable", port(), database);
}

}  // namespace poolprobe::testing
