#include "wire/startup_exchange.hpp"

#include <netdb.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "wire/authentication.hpp"
#include "wire/expected_reply.hpp"

namespace poolprobe::wire {
namespace {

/// A socket that closes itself.
class own_socket {
 public:
  explicit own_socket(int fd) : fd_(fd) {}
  ~own_socket() {
    if (fd_ >= 0) close(fd_);
  }
  own_socket(own_socket const&) = delete;
  own_socket& operator=(own_socket const&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

struct free_addresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
struct free_context {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct free_tls {
  void operator()(SSL* tls) const { SSL_free(tls); }
};
using tls_handle = std::unique_ptr<SSL, free_tls>;

int begin_connect(int family, sockaddr const* address, socklen_t size) {
  auto const fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (connect(fd, address, size) == 0 || errno == EINPROGRESS) return fd;
  close(fd);
  return -1;
}

int dial_unix(login_facts const& like) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  auto const path = like.address + "/.s.PGSQL." + like.port;
  if (path.size() >= sizeof address.sun_path) return -1;
  std::memcpy(&address.sun_path, path.c_str(), path.size());
  return begin_connect(AF_UNIX, reinterpret_cast<sockaddr const*>(&address), sizeof address);
}

int dial_tcp(login_facts const& like) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(like.address.c_str(), like.port.c_str(), &hints, &found) != 0) return -1;
  std::unique_ptr<addrinfo, free_addresses> const list(found);
  return begin_connect(list->ai_family, list->ai_addr, list->ai_addrlen);
}

/// What a stream speaks through. Says goodbye, without waiting for it to be heard.
struct own_link {
  explicit own_link(int fd) : socket(fd) {}
  ~own_link() {
    if (logged_in) (void)over().write_all(encode_terminate(), clock::now());
  }
  own_link(own_link const&) = delete;
  own_link& operator=(own_link const&) = delete;
  [[nodiscard]] stream over() const { return {socket.get(), tls.get()}; }

  own_socket socket;
  tls_handle tls;
  bool logged_in = false;
};

/// A connected socket, or one with a negative descriptor.
int dial(login_facts const& like, deadline until) {
  auto const fd = like.address.starts_with('/') ? dial_unix(like) : dial_tcp(like);
  if (fd < 0) return -1;
  int error = 0;
  socklen_t size = sizeof error;
  if (wait_for(fd, POLLOUT, until) == waited::ready &&
      getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) {
    return fd;
  }
  close(fd);
  return -1;
}

/// The server was verified, as far as the user wants that, when libpq opened the real connection; this one is
/// not verified again. Null when the handshake fails.
tls_handle shake_hands(int fd, deadline until) {
  std::unique_ptr<SSL_CTX, free_context> const context(SSL_CTX_new(TLS_client_method()));
  if (!context) return nullptr;
  tls_handle tls(SSL_new(context.get()));
  if (!tls || SSL_set_fd(tls.get(), fd) != 1) return nullptr;
  for (;;) {
    auto const result = SSL_connect(tls.get());
    if (result == 1) return tls;
    auto const why = SSL_get_error(tls.get(), result);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return nullptr;
    auto const events = static_cast<short>(why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT);
    if (wait_for(fd, events, until) != waited::ready) return nullptr;
  }
}

/// Asks for TLS and agrees on it. Null when it is refused.
tls_handle secure(int fd, deadline until) {
  stream plain(fd, nullptr);
  if (plain.write_all(encode_ssl_request(), until) != transfer::done) return nullptr;
  auto const offered = plain.read_some(until);
  if (offered.status != transfer::done || offered.bytes != "S") return nullptr;
  return shake_hands(fd, until);
}

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
  }
}

/// An error as protocol 2 has it: E, the text, NUL. Empty where it is none.
std::string old_error_in(std::string_view bytes) {
  constexpr std::size_t most = 200;
  auto const end = bytes.substr(0, most).find('\0');
  if (!bytes.starts_with('E') || end == std::string_view::npos) return {};
  auto const text = bytes.substr(1, end - 1);
  auto const plain = [](char c) { return c >= ' ' && c <= '~'; };
  return std::all_of(text.begin(), text.end(), plain) ? std::string(text) : std::string();
}

/// Answers an authentication request. Returns whether that could be done; where not, `told` says how it
/// ended.
bool answers(stream& over, reply const& request, authentication* proof, startup_reply& told, deadline until) {
  told.how = startup_reply::kind::asked_to_login;
  auto const message = proof != nullptr ? proof->answer(request.body) : std::nullopt;
  if (!message) return false;
  auto const sent = message->empty() ? transfer::done : over.write_all(*message, until);
  told.how = kind_of(sent);
  return sent == transfer::done;
}

/// Reads up to the message that decides. Without `proof` no authentication request is answered.
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

/// As far as TLS can tell.
bool is_the_same_server(stream const& over, login_facts const& like) {
  return !like.tls || (!like.certificate.empty() && over.certificate() == like.certificate);
}

/// `password` may be null: then none is used.
raw_login begin(login_facts const& like, std::string const& user, std::string const& database,
                std::vector<std::pair<std::string, std::string>> const& parameters, deadline until,
                std::int32_t version, secret const* password) {
  auto facts = like;
  facts.parameters.clear();
  facts.notices.clear();
  facts.key_pid = 0;
  facts.started = clock::now();
  auto const link = std::make_shared<own_link>(dial(like, until));
  if (link->socket.get() < 0) return {};
  facts.own_port = own_port(link->socket.get());
  if (like.tls && !(link->tls = secure(link->socket.get(), until))) return {};
  auto over = link->over();
  std::vector<std::pair<std::string, std::string>> all{{"user", user}, {"database", database}};
  all.insert(all.end(), parameters.begin(), parameters.end());
  if (over.write_all(encode_startup(version, all), until) != transfer::done) return {};
  std::optional<authentication> proof;
  if (password != nullptr && is_the_same_server(over, like)) proof.emplace(user, *password);
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
