#include "wire/plain_or_tls_socket.hpp"

#include <netdb.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "wire/message.hpp"

namespace poolprobe::wire {
namespace {

struct free_addresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
struct free_context {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using tls_handle = std::unique_ptr<ssl_st, free_tls>;

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

/// SSL_set_tlsext_host_name, which is a macro with an old cast in it.
bool ask_for(SSL& tls, std::string server_name) {
  return SSL_ctrl(&tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, server_name.data()) == 1;
}

/// `server_name` is sent in clear text (SNI); empty: none. Null when the handshake fails.
tls_handle shake_hands(int fd, std::string const& server_name, deadline until) {
  std::unique_ptr<SSL_CTX, free_context> const context(SSL_CTX_new(TLS_client_method()));
  if (!context) return nullptr;
  tls_handle tls(SSL_new(context.get()));
  if (!tls || SSL_set_fd(tls.get(), fd) != 1) return nullptr;
  if (!server_name.empty() && !ask_for(*tls, server_name)) return nullptr;
  for (;;) {
    auto const result = SSL_connect(tls.get());
    if (result == 1) return tls;
    auto const why = SSL_get_error(tls.get(), result);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return nullptr;
    auto const events = static_cast<short>(why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT);
    if (wait_for(fd, events, until) != waited::ready) return nullptr;
  }
}

/// Requests TLS and does the handshake. Null when it is refused.
tls_handle secure(int fd, std::string const& server_name, deadline until) {
  stream plain(fd, nullptr);
  if (plain.write_all(encode_ssl_request(), until) != transfer::done) return nullptr;
  auto const offered = plain.read_some(until);
  if (offered.status != transfer::done || offered.bytes != "S") return nullptr;
  return shake_hands(fd, server_name, until);
}

}  // namespace

own_socket::~own_socket() {
  if (fd_ >= 0) close(fd_);
}

void free_tls::operator()(ssl_st* tls) const { SSL_free(tls); }

plain_or_tls_socket::~plain_or_tls_socket() {
  if (logged_in) (void)over().write_all(encode_terminate(), clock::now());
}

std::unique_ptr<plain_or_tls_socket> open_plain_or_tls(login_facts const& like, deadline until) {
  auto link = std::make_unique<plain_or_tls_socket>(dial(like, until));
  if (link->socket.get() < 0) return nullptr;
  if (like.tls && !(link->tls = secure(link->socket.get(), like.server_name, until))) return nullptr;
  return link;
}

bool is_same_server(stream const& over, login_facts const& like) {
  return !like.tls || (!like.certificate.empty() && over.certificate() == like.certificate);
}

}  // namespace poolprobe::wire
