#include "wire/stream.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>

namespace poolprobe::wire {
namespace {

transfer from(waited w) {
  switch (w) {
    case waited::ready:
      return transfer::done;
    case waited::timed_out:
      return transfer::timed_out;
    case waited::interrupted:
      return transfer::interrupted;
  }
  return transfer::closed;
}

int as_int(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

/// Only for TCP on Linux: elsewhere, closing the socket does not send what is held back.
bool cork([[maybe_unused]] int fd, [[maybe_unused]] int on) {
#ifdef TCP_CORK
  return setsockopt(fd, IPPROTO_TCP, TCP_CORK, &on, sizeof on) == 0;
#else
  return false;
#endif
}

// glibc's send and recv are cancellation points: in a program that ever had a second thread, each call costs
// atomic writes. No thread is cancelled here, so the kernel is called directly, except under sanitizers,
// which intercept the functions.
#if defined(SYS_sendto) && defined(SYS_recvfrom) && !defined(__SANITIZE_THREAD__) && \
    !defined(__SANITIZE_ADDRESS__)

long put(int fd, std::string_view bytes) {
  return syscall(SYS_sendto, fd, bytes.data(), bytes.size(), MSG_NOSIGNAL, nullptr, 0);
}

long get(int fd, char* into, std::size_t size) {
  return syscall(SYS_recvfrom, fd, into, size, 0, nullptr, nullptr);
}

#else

long put(int fd, std::string_view bytes) { return send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

long get(int fd, char* into, std::size_t size) { return recv(fd, into, size, 0); }

#endif

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

long stream::tls_result(int result, short& wanted) {
  if (result > 0) return result;
  switch (SSL_get_error(tls_, result)) {
    case SSL_ERROR_WANT_READ:
      wanted = POLLIN;
      return -1;
    case SSL_ERROR_WANT_WRITE:
      wanted = POLLOUT;
      return -1;
    default:
      return 0;
  }
}

long stream::attempt_write(std::string_view bytes, short& wanted) {
  wanted = POLLOUT;
  if (tls_ != nullptr) {
    ERR_clear_error();
    return tls_result(SSL_write(tls_, bytes.data(), as_int(bytes.size())), wanted);
  }
  auto const sent = put(fd_, bytes);
  return sent >= 0 ? sent : would_block() ? -1 : 0;
}

long stream::attempt_read(char* into, std::size_t size, short& wanted) {
  wanted = POLLIN;
  if (tls_ != nullptr) {
    ERR_clear_error();
    return tls_result(SSL_read(tls_, into, as_int(size)), wanted);
  }
  auto const got = get(fd_, into, size);
  return got >= 0 ? got : would_block() ? -1 : 0;
}

transfer stream::write_all(std::string_view bytes, deadline until) {
  while (!bytes.empty()) {
    short wanted = 0;
    auto const sent = attempt_write(bytes, wanted);
    if (sent == 0) return transfer::closed;
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (auto const w = wait_for(fd_, wanted, until); w != waited::ready) {
      return from(w);
    }
  }
  return transfer::done;
}

std::string stream::certificate() const {
  if (tls_ == nullptr) return {};
  std::unique_ptr<X509, decltype(&X509_free)> const shown(SSL_get_peer_certificate(tls_), X509_free);
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  auto* const bytes = reinterpret_cast<unsigned char*>(digest.data());
  if (!shown || X509_digest(shown.get(), EVP_sha256(), bytes, &size) != 1) return {};
  digest.resize(size);
  return digest;
}

void stream::end_sending() const {
  if (tls_ != nullptr) {
    ERR_clear_error();
    SSL_shutdown(tls_);
  } else {
    shutdown(fd_, SHUT_WR);
  }
}

bool stream::hold_back() const { return cork(fd_, 1); }

void stream::pass() const { (void)cork(fd_, 0); }

stream::chunk stream::read_some(deadline until) {
  std::array<char, 16384> buffer;
  for (;;) {
    short wanted = 0;
    auto const got = attempt_read(buffer.data(), buffer.size(), wanted);
    if (got == 0) return {transfer::closed, {}};
    if (got > 0) return {transfer::done, std::string(buffer.data(), static_cast<std::size_t>(got))};
    if (auto const w = wait_for(fd_, wanted, until); w != waited::ready) return {from(w), {}};
  }
}

int own_port(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<sockaddr_in const&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6 const&>(address).sin6_port);
  return 0;
}

}  // namespace poolprobe::wire
