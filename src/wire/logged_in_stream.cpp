#include "wire/logged_in_stream.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "wire/message.hpp"

namespace poolprobe::wire {
namespace {

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

/// PQfinish sends Terminate on its socket and closes it. So the socket is duplicated first, and libpq's
/// descriptor is replaced by /dev/null.
int take_away_socket(int from) {
  auto const own = fcntl(from, F_DUPFD_CLOEXEC, 0);
  if (own < 0) fail("cannot take over a socket");
  auto const nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  auto const replaced = nowhere >= 0 && dup2(nowhere, from) >= 0;
  if (nowhere >= 0) close(nowhere);
  if (!replaced) {
    close(own);
    fail("cannot take a socket out of libpq's hand");
  }
  return own;
}

}  // namespace

logged_in_stream::logged_in_stream(libpq_connection logged_in)
    : opened_by_(std::move(logged_in)), socket_(opened_by_.socket()), over_(opened_by_.over()) {
  if (opened_by_.tls()) return;
  socket_ = take_away_socket(socket_);
  opened_by_ = {};
  over_ = stream(socket_, nullptr);
}

logged_in_stream::logged_in_stream(logged_in_stream&& from) noexcept
    : opened_by_(std::move(from.opened_by_)), socket_(std::exchange(from.socket_, -1)), over_(from.over_) {}

logged_in_stream::~logged_in_stream() {
  if (opened_by_ || socket_ < 0) return;
  short wanted = 0;
  (void)over_.attempt_write(encode_terminate(), wanted);
  close(socket_);
}

}  // namespace poolprobe::wire
