#include "wire/raw_connection.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "wire/message.hpp"

namespace poolprobe::wire {
namespace {

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

/// PQfinish says goodbye on its socket and closes it. Here it has /dev/null to do that on, and the connection
/// lives on under another number.
int take_away_socket(PGconn* from) {
  auto const own = fcntl(PQsocket(from), F_DUPFD_CLOEXEC, 0);
  if (own < 0) fail("cannot take over a socket");
  auto const nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  auto const replaced = nowhere >= 0 && dup2(nowhere, PQsocket(from)) >= 0;
  if (nowhere >= 0) close(nowhere);
  if (!replaced) {
    close(own);
    fail("cannot take a socket out of libpq's hand");
  }
  return own;
}

}  // namespace

void raw_connection::finish::operator()(pg_conn* conn) const { PQfinish(conn); }

raw_connection::raw_connection(pg_conn* logged_in) : handle_(logged_in), socket_(PQsocket(logged_in)) {
  auto* tls = static_cast<ssl_st*>(PQsslStruct(logged_in, "OpenSSL"));
  if (tls == nullptr) {
    socket_ = take_away_socket(logged_in);
    handle_.reset();
  }
  over_ = stream(socket_, tls);
}

raw_connection::raw_connection(raw_connection&& from) noexcept
    : handle_(std::move(from.handle_)), socket_(std::exchange(from.socket_, -1)), over_(from.over_) {}

raw_connection::~raw_connection() {
  if (handle_ || socket_ < 0) return;
  short wanted = 0;
  (void)over_.attempt_write(encode_terminate(), wanted);
  close(socket_);
}

}  // namespace poolprobe::wire
