#include "relay/proxied_connection.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <boost/asio/post.hpp>

#include "wire/message.hpp"

namespace poolprobe {

namespace asio = boost::asio;

namespace {

/// An ErrorResponse as a pooler makes one.
std::string refusal(std::string_view why) {
  std::string body;
  for (auto const& [field, text] : {std::pair<char, std::string_view>{'S', "FATAL"},
                                    {'V', "FATAL"},
                                    {'C', "08001"},  // sqlclient_unable_to_establish_sqlconnection
                                    {'M', why}}) {
    body.append(1, field).append(text).push_back('\0');
  }
  body.push_back('\0');
  return wire::framed('E', body);
}

}  // namespace

proxied_connection::proxied_connection(stream_protocol::socket client, proxy_plan& plan, std::uint64_t number)
    : plan_(plan),
      number_(number),
      client_socket_(std::move(client)),
      server_socket_(client_socket_.get_executor()),
      patience_(client_socket_.get_executor()),
      client_(client_socket_.native_handle(), nullptr) {
  plan_.open.insert(this);
}

proxied_connection::~proxied_connection() {
  close();
  plan_.open.erase(this);
}

void proxied_connection::start() {
  client_socket_.native_non_blocking(true);
  read_startup_packets();
}

/// The socket to the server is released, not closed: libpq closes it.
void proxied_connection::close() {
  if (std::exchange(closed_, true)) return;
  await_server(false);
  error_code ignored;
  patience_.cancel();
  client_socket_.close(ignored);
  if (server_socket_.is_open()) server_socket_.release();
  upstream_.reset();
  if (opened_) plan_.observer.closed(number_);
}

void proxied_connection::finish() {
  constexpr int most = 100;
  for (int i = 0; i < most && passing_ && !closed_ && to_server_.kept.empty() && step(to_server_); ++i) {
  }
  close();
}

/// Reads until the startup packet is complete.
void proxied_connection::read_startup_packets() {
  for (;;) {
    auto const first = wire::read_startup_packet(first_bytes_);
    if (first.what != wire::startup_packet::kind::incomplete) {
      if (take(first)) continue;
      return;
    }
    short wanted = 0;
    auto const got = client_.attempt_read(plan_.buffer.data(), plan_.buffer.size(), wanted);
    if (got == 0) return close();
    if (got < 0) break;
    first_bytes_.append(plan_.buffer.data(), static_cast<std::size_t>(got));
  }
  client_socket_.async_wait(asio::socket_base::wait_read, [self = shared_from_this()](error_code error) {
    if (error) return self->close();
    if (!self->closed_) self->read_startup_packets();
  });
}

bool proxied_connection::take(wire::startup_packet const& first) {
  // One for TLS and one for GSS; PostgreSQL takes no more either (ProcessStartupPacket).
  constexpr int most_encryption_requests = 2;
  if (first.what != wire::startup_packet::kind::encryption_request) {
    open(first);
    return false;
  }
  short wanted = 0;
  first_bytes_.erase(0, first.size);
  // One byte into an empty send buffer always fits, unless the client has gone.
  if (++encryption_requests_ <= most_encryption_requests && client_.attempt_write("N", wanted) == 1)
    return true;
  close();
  return false;
}

void proxied_connection::open(wire::startup_packet const& first) {
  opened_ = true;
  plan_.observer.opened(number_, std::string_view(first_bytes_).substr(0, first.size));
  upstream_.emplace(plan_.upstream_address);
  patience_.expires_after(plan_.options.patience);
  patience_.async_wait([self = shared_from_this()](error_code error) {
    if (!error && !self->closed_) self->fail("it did not answer in time");
  });
  reach();
}

/// libpq may use another socket after each step, so the old one is released first.
void proxied_connection::reach() {
  if (server_socket_.is_open()) server_socket_.release();
  switch (upstream_->advance()) {
    case wire::upstream_connection::state::wants_read:
      return wait_for_upstream(POLLIN);
    case wire::upstream_connection::state::wants_write:
      return wait_for_upstream(POLLOUT);
    case wire::upstream_connection::state::open:
      return begin_passing();
    case wire::upstream_connection::state::failed:
      return fail(upstream_->error());
  }
}

void proxied_connection::wait_for_upstream(short wanted) {
  server_socket_.assign(upstream_->socket());
  auto const what =
      wanted == POLLIN ? asio::posix::descriptor_base::wait_read : asio::posix::descriptor_base::wait_write;
  server_socket_.async_wait(what, [self = shared_from_this()](error_code error) {
    if (error == asio::error::operation_aborted || self->closed_) return;
    self->reach();
  });
}

void proxied_connection::fail(std::string const& why) {
  plan_.observer.unreachable(number_, why);
  short wanted = 0;
  (void)client_.attempt_write(refusal("poolprobe trace cannot reach the server: " + why), wanted);
  close();
}

void proxied_connection::begin_passing() {
  patience_.cancel();
  server_socket_.assign(upstream_->socket());
  server_ = upstream_->over();
  passing_ = true;
  auto const packet = std::exchange(first_bytes_, {});
  auto const first = wire::read_startup_packet(packet);
  // The observer was given the startup packet; what came after it has not been reported yet.
  to_server_.kept = packet;
  deliver(to_server_);
  if (!closed_ && packet.size() > first.size)
    plan_.observer.passed(number_, heading::to_server, std::string_view(packet).substr(first.size));
  if (!closed_) pump(to_client_);
}

wire::stream& proxied_connection::source(lane const& in) {
  return in.heading == heading::to_server ? client_ : server_;
}

wire::stream& proxied_connection::sink(lane const& in) {
  return in.heading == heading::to_server ? server_ : client_;
}

void proxied_connection::wait(bool at_client, short wanted, lane& in) {
  auto const go_on = [self = shared_from_this(), &in](error_code error) {
    if (self->closed_) return;
    if (error) return self->close();
    self->deliver(in);
  };
  if (at_client) {
    client_socket_.async_wait(wanted == POLLIN ? asio::socket_base::wait_read : asio::socket_base::wait_write,
                              go_on);
  } else {
    server_socket_.async_wait(
        wanted == POLLIN ? asio::posix::descriptor_base::wait_read : asio::posix::descriptor_base::wait_write,
        go_on);
  }
}

/// Sends what is kept, then reads on.
void proxied_connection::deliver(lane& in) {
  while (!in.kept.empty()) {
    short wanted = 0;
    auto const sent = sink(in).attempt_write(in.kept, wanted);
    if (sent == 0) return close();
    if (sent < 0) return wait(in.heading == heading::to_client, wanted, in);
    in.kept.erase(0, static_cast<std::size_t>(sent));
  }
  in.kept.shrink_to_fit();
  if (in.ended) return end(in);
  pump(in);
}

/// After a few reads, the other connections get their turn.
void proxied_connection::pump(lane& in) {
  constexpr int turn = 8;
  for (int i = 0; i < turn; ++i) {
    if (!step(in)) return;
  }
  asio::post(client_socket_.get_executor(), [self = shared_from_this(), &in] {
    if (!self->closed_) self->pump(in);
  });
}

bool proxied_connection::step(lane& in) {
  short wanted = 0;
  auto const got = source(in).attempt_read(plan_.buffer.data(), plan_.buffer.size(), wanted);
  if (got < 0) {
    wait(in.heading == heading::to_server, wanted, in);
    return false;
  }
  if (got == 0) {
    in.ended = true;
    if (in.heading == heading::to_client) in.kept = filter_.rest();
    deliver(in);
    return false;
  }
  std::string_view const bytes(plan_.buffer.data(), static_cast<std::size_t>(got));
  // A plain socket that returned less than the buffer holds is empty; another read would only cost a system
  // call.
  auto const may_have_more =
      bytes.size() == plan_.buffer.size() || (in.heading == heading::to_client && upstream_->tls());
  if (in.heading == heading::to_client && !filter_.done()) {
    auto const filtered = filter_.feed(bytes);
    return filtered.empty() || pass_on(in, filtered);
  }
  if (!pass_on(in, bytes)) return false;
  if (!may_have_more) wait(in.heading == heading::to_server, POLLIN, in);
  return may_have_more;
}

/// Keeps the count by which the proxy stops polling when many servers are at work (`tracing_proxy`).
void proxied_connection::await_server(bool now) {
  if (std::exchange(awaited_, now) == now) return;
  now ? ++plan_.awaited : --plan_.awaited;
}

bool proxied_connection::pass_on(lane& in, std::string_view bytes) {
  await_server(in.heading == heading::to_server);
  short wanted = 0;
  auto const sent = sink(in).attempt_write(bytes, wanted);
  plan_.observer.passed(number_, in.heading, bytes);
  if (sent == 0) {
    close();
    return false;
  }
  auto const taken = sent < 0 ? std::size_t{0} : static_cast<std::size_t>(sent);
  if (taken == bytes.size()) return true;
  in.kept = bytes.substr(taken);
  if (sent < 0) {
    wait(in.heading == heading::to_client, wanted, in);
  } else {
    deliver(in);
  }
  return false;
}

/// The source has ended sending. Its receiver is told so by a half-close, and can still answer.
void proxied_connection::end(lane& in) {
  sink(in).end_sending();
  if (to_server_.ended && to_client_.ended && to_server_.kept.empty() && to_client_.kept.empty()) close();
}

}  // namespace poolprobe
