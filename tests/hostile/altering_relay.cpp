#include "hostile/altering_relay.hpp"

#include <fmt/format.h>

#include <atomic>
#include <memory>
#include <thread>

#include "hostile/altered_messages.hpp"
#include "hostile/client_end.hpp"
#include "support/sockets.hpp"
#include "wire/big_endian.hpp"

namespace poolprobe::testing {
namespace {

constexpr std::uint32_t protocol_3_0 = 196608, cancel_code = 80877102;

/// The first packet that is no request for encryption. TLS is declined, unless the rules end it here. Empty
/// where the client has gone.
std::string first_packet(rules const& how, client_end& with) {
  std::string held;
  for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
    held += bytes;
    if (held.size() < 8 || held.size() < wire::read_uint32(held)) continue;
    auto const code = wire::read_uint32(held.substr(4));
    if (code != cancel_code + 1 && code != cancel_code + 2) return held;
    held.erase(0, 8);
    auto const goes_on = code == cancel_code + 1 && how.ends_tls ? with.begin_tls() : with.say("N");
    if (!goes_on) break;
  }
  return {};
}

std::optional<scripted_refusal> refusal_of(rules const& how, client_end const& with, std::string const& first,
                                           std::string const& database) {
  if (how.refuses_clear_text && !with.is_tls()) return how.refuses_clear_text;
  if (how.refuses_without_name && with.server_name().empty() && !names_endpoint(first))
    return how.refuses_without_name;
  auto const other = database != how.behind.substr(how.behind.rfind(' ') + 1);
  return other && how.refuses_other_databases ? how.refuses_other_databases : how.refuses_login;
}

bool refuses(rules const& how, client_end& with, std::string const& first) {
  auto const database = database_in(first);
  auto const refusal = refusal_of(how, with, first, database);
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

/// What both directions of one session share.
struct session_state {
  rules const& how;
  client_end& with;
  silence_watch silence{how.forgets_after};
  std::atomic<bool> moves_on = false;  ///< to another server connection
};

/// Passes what the server says until it says no more; ends the client's connection then, unless the session
/// moves on to another server.
void pass_answers(session_state& of, plain_socket const& server, bool logged_in, bool is_last) {
  server_messages answers(of.how, logged_in);
  for (auto next = server.receive(); next.by == received::stop::more || next.by == received::stop::silence;
       next = server.receive()) {
    if (!of.silence.passes() || next.bytes.empty()) continue;
    if (!of.with.say(answers.pass(next.bytes))) return;
  }
  if (is_last || !of.moves_on) of.with.end_sending();
}

std::string startup_for_server(rules const& how, std::string const& startup) {
  if (how.drops_parameters) return without_parameters(startup);
  return names_endpoint(startup) ? without_endpoint(startup) : startup;
}

void relay_session(rules const& how, std::atomic<int>& statements, int port, std::string const& first,
                   client_end& with) {
  std::this_thread::sleep_for(how.login_waits);
  auto server = std::make_unique<plain_socket>(connect_to(port));
  auto const size = wire::read_uint32(first);
  auto const startup = startup_for_server(how, first.substr(0, size));
  if (!server->say(startup)) return;
  session_state state{how, with};
  std::thread answers([&] { pass_answers(state, *server, false, false); });
  client_messages questions(how, statements);
  auto goes_on = server->say(questions.pass(first.substr(size)));
  for (auto bytes = with.receive(); goes_on && !bytes.empty(); bytes = with.receive()) {
    if (!state.silence.passes()) continue;
    if (!state.moves_on && questions.pins(bytes)) {
      state.moves_on = true;
      server->end_sending();
      answers.join();
      server = std::make_unique<plain_socket>(another_login(port, startup, "session"));
      answers = std::thread([&, pinned = server.get()] { pass_answers(state, *pinned, true, true); });
    }
    goes_on = server->say(questions.pass(bytes));
  }
  server->end_sending();
  answers.join();
}

}  // namespace

altering_relay::altering_relay(rules how, int port)
    : how_(std::move(how)), server_([this, port](conversation& with) {
        client_end client(with);
        auto const first = first_packet(how_, client);
        if (first.empty()) return;
        auto const code = wire::read_uint32(first.substr(4));
        if (code == cancel_code) {
          if (!how_.drops_cancel && port != 0) pass_cancel(port, first);
          return;
        }
        if (how_.closes_on_newer_protocol && code > protocol_3_0) return;
        if (refuses(how_, client, first) || port == 0) return;
        relay_session(how_, statements_, port, first, client);
      }) {}

std::string altering_relay::url(std::string const& database) const {
  // A name, as no server name (SNI) is sent for an address.
  return how_.ends_tls ? fmt::format("postgresql://app@localhost:{}/{}?sslmode=require", port(), database)
                       : fmt::format("postgresql://app@127.0.0.1:{}/{}?sslmode=disable", port(), database);
}

}  // namespace poolprobe::testing
