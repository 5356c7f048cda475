#include "wire/raw_startup.hpp"

#include <algorithm>
#include <memory>

#include "wire/authentication.hpp"
#include "wire/expected_reply.hpp"
#include "wire/plain_or_tls_socket.hpp"

namespace poolprobe::wire {
namespace {

startup_reply::kind kind_of(transfer t) {
  return t == transfer::closed ? startup_reply::kind::closed : startup_reply::kind::silent;
}

bool is_authentication_ok(reply const& message) {
  return message.type == 'R' && message.body == std::string(4, '\0');
}

/// Parameters and the key of a login.
void note(reply const& message, login_facts& facts, startup_reply& told) {
  if (message.type == 'v') {
    told.negotiated_minor = read_negotiated_minor(message.body);
  } else if (message.type == 'S') {
    if (auto parameter = read_parameter(message.body)) {
      told.reported.push_back(*parameter);
      facts.parameters.insert_or_assign(std::move(parameter->first), std::move(parameter->second));
    }
  } else if (message.type == 'K') {
    facts.key_pid = read_key_pid(message.body).value_or(0);
    facts.cancel_key = facts.key_pid == 0 ? std::string() : message.body.substr(4);
  }
}

/// The text of an error in the form of protocol 2: E, the text, NUL. Empty where it is none.
std::string old_error_in(std::string_view bytes) {
  constexpr std::size_t most = 200;
  auto const end = bytes.substr(0, most).find('\0');
  if (!bytes.starts_with('E') || end == std::string_view::npos) return {};
  auto const text = bytes.substr(1, end - 1);
  auto const plain = [](char c) { return c >= ' ' && c <= '~'; };
  return std::all_of(text.begin(), text.end(), plain) ? std::string(text) : std::string();
}

/// Answers an authentication request. Returns whether that was possible; if not, `told` gets the result.
bool answers(stream& over, reply const& request, authentication* proof, startup_reply& told, deadline until) {
  told.how = startup_reply::kind::asked_to_login;
  auto const message = proof != nullptr ? proof->answer(request.body) : std::nullopt;
  if (!message) return false;
  auto const sent = message->empty() ? transfer::done : over.write_all(*message, until);
  told.how = kind_of(sent);
  return sent == transfer::done;
}

/// Reads up to the message that decides the result. Without `proof`, authentication requests are not
/// answered.
startup_reply listen_for_answer(stream& over, login_facts& facts, authentication* proof, deadline until) {
  startup_reply result;
  decoder messages;
  std::string first;  // bytes
  for (;;) {
    while (auto const message = messages.next()) {
      if (message->type == 'E') {
        result.error = read_error(message->body);
        result.how = result.error ? startup_reply::kind::refused : startup_reply::kind::nonsense;
        return result;
      }
      if (is_authentication_ok(*message)) {
        result.how = startup_reply::kind::nonsense;
        if (proof != nullptr && !proof->settled()) return result;
        result.after_login = true;
      } else if (message->type == 'R') {
        if (!answers(over, *message, proof, result, until)) return result;
      } else if (reply_to_startup.ends_with(message->type)) {
        result.how = startup_reply::kind::logged_in;
        return result;
      } else {
        note(*message, facts, result);
      }
    }
    result.how = startup_reply::kind::nonsense;
    if (messages.status() != decoder::state::ok) {
      result.old_error = old_error_in(first);
      return result;
    }
    auto const chunk = over.read_some(until);
    result.how = kind_of(chunk.status);
    if (chunk.status != transfer::done) return result;
    if (first.empty()) first = chunk.bytes;
    messages.feed(chunk.bytes);
  }
}

/// Without a password, `password` is null.
raw_login begin(login_facts const& like, std::string const& user, std::string const& database,
                std::vector<std::pair<std::string, std::string>> const& parameters, deadline until,
                std::int32_t version, secret const* password) {
  auto facts = like;
  facts.parameters.clear();
  facts.notices.clear();
  facts.key_pid = 0;
  facts.cancel_key.clear();
  facts.started = clock::now();
  std::shared_ptr<plain_or_tls_socket> const link = open_plain_or_tls(like, until);
  if (!link) return {};
  facts.own_port = own_port(link->socket.get());
  auto over = link->over();
  std::vector<std::pair<std::string, std::string>> all{{"user", user}, {"database", database}};
  all.insert(all.end(), parameters.begin(), parameters.end());
  if (over.write_all(encode_startup(version, all), until) != transfer::done) return {};
  std::optional<authentication> proof;
  if (password != nullptr && is_same_server(over, like)) proof.emplace(user, *password);
  raw_login result{listen_for_answer(over, facts, proof ? &*proof : nullptr, until), std::nullopt};
  link->logged_in = result.answer.how == startup_reply::kind::logged_in;
  if (link->logged_in) result.opened = connection::adopt(link, std::move(facts), over);
  return result;
}

}  // namespace

raw_login log_in(login_facts const& like, std::string const& user, std::string const& database,
                 std::vector<std::pair<std::string, std::string>> const& parameters, deadline until,
                 std::int32_t version) {
  return begin(like, user, database, parameters, until, version, &like.password);
}

startup_reply exchange_startup(login_facts const& like, std::string const& user, std::string const& database,
                               std::vector<std::pair<std::string, std::string>> const& parameters,
                               deadline until, std::int32_t version) {
  return begin(like, user, database, parameters, until, version, nullptr).answer;
}

}  // namespace poolprobe::wire
