#include "relay/relayed_connection.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace poolprobe {

namespace asio = boost::asio;

relayed_connection::relayed_connection(stream_protocol::socket client, relay_plan const& plan,
                                       std::uint64_t number)
    : plan_(plan),
      number_(number),
      client_{std::move(client)},
      server_{stream_protocol::socket(client_.socket.get_executor())},
      to_server_{heading::to_server, client_, server_, asio::steady_timer(client_.socket.get_executor()),
                 plan.options.to_server},
      to_client_{heading::to_client, server_, client_, asio::steady_timer(client_.socket.get_executor()),
                 plan.options.to_client} {}

relayed_connection::lane& relayed_connection::opposite(lane const& of) {
  return &of == &to_server_ ? to_client_ : to_server_;
}

/// The handshake: the client may send after one round trip; the server sees the connection one one-way delay
/// later.
void relayed_connection::start() {
  auto const open_at = clock::now() + to_server_.delay + to_client_.delay;
  to_server_.timer.expires_at(open_at);
  to_server_.timer.async_wait([self = shared_from_this()](error_code) { self->read(self->to_server_); });
  to_client_.timer.expires_at(open_at + to_server_.delay);
  to_client_.timer.async_wait([self = shared_from_this()](error_code) { self->connect(0); });
}

void relayed_connection::connect(std::size_t which) {
  if (which == plan_.peers.size()) {
    enqueue(to_client_, item_kind::reset);
    return;
  }
  auto const& peer = plan_.peers[which];
  error_code failed;
  server_.socket.close(failed);
  server_.socket.open(peer.protocol(), failed);
  if (failed) return connect(which + 1);
  close_on_exec(server_.socket.native_handle());
  server_.socket.async_connect(peer, [self = shared_from_this(), which](error_code error) {
    if (error) return self->connect(which + 1);
    send_at_once(self->server_.socket);
    self->server_reached_ = true;
    self->deliver(self->to_server_);
    self->read(self->to_client_);
  });
}

void relayed_connection::read(lane& in) {
  if (closed_ || in.reading || in.read_to_end) return;
  if (in.queued >= plan_.options.most_queued) return;
  in.reading = true;
  auto const taken = [self = shared_from_this(), &in](error_code error, std::size_t size) {
    in.reading = false;
    if (self->closed_) return;
    std::string bytes(in.buffer.data(), size);
    if (size > 0 && self->plan_.options.observe)
      self->plan_.options.observe(self->number_, in.heading, bytes);
    if (size > 0) self->enqueue(in, item_kind::bytes, std::move(bytes));
    if (!error) return self->read(in);
    in.read_to_end = true;
    // After a reset that a write has reported, Linux reports only an end of stream to the reader.
    auto const orderly = error == asio::error::eof && !in.from.broken;
    self->enqueue(in, orderly ? item_kind::end_of_sending : item_kind::reset);
  };
  in.from.socket.async_read_some(asio::buffer(in.buffer), taken);
}

void relayed_connection::enqueue(lane& in, item_kind kind, std::string bytes) {
  in.queued += sizeof(item) + bytes.size();
  in.queue.push_back({clock::now() + in.delay, kind, std::move(bytes)});
  deliver(in);
}

void relayed_connection::deliver(lane& in) {
  if (closed_ || in.writing || in.queue.empty()) return;
  if (&in == &to_server_ && !server_reached_) return;
  auto const due = std::max(in.queue.front().due, plan_.stalled_until.load());
  if (due > clock::now()) return wait_until(due, in);
  switch (in.queue.front().kind) {
    case item_kind::bytes:
      return write(in);
    case item_kind::end_of_sending:
      return end_sending(in);
    case item_kind::reset:
      return reset();
  }
}

void relayed_connection::wait_until(clock::time_point due, lane& in) {
  in.writing = true;
  in.timer.expires_at(due);
  in.timer.async_wait([self = shared_from_this(), &in](error_code) {
    in.writing = false;
    self->deliver(in);
  });
}

void relayed_connection::write(lane& in) {
  in.writing = true;
  auto const written = [self = shared_from_this(), &in](error_code error, std::size_t) {
    in.writing = false;
    if (self->closed_) return;
    if (error) return self->lose_receiver(in);
    in.queued -= sizeof(item) + in.queue.front().bytes.size();
    in.queue.pop_front();
    self->read(in);
    self->deliver(in);
  };
  asio::async_write(in.to.socket, asio::buffer(in.queue.front().bytes), written);
}

/// The receiver has reset the connection. What it sent before is still forwarded, and then the reset.
void relayed_connection::lose_receiver(lane& in) {
  in.to.broken = true;
  in.queue.clear();
  in.queued = 0;
  auto& back = opposite(in);
  if (back.read_to_end) enqueue(back, item_kind::reset);
}

void relayed_connection::end_sending(lane& in) {
  error_code ignored;
  in.queue.clear();
  in.to.socket.shutdown(stream_protocol::socket::shutdown_send, ignored);
}

void relayed_connection::reset() {
  closed_ = true;
  error_code ignored;
  for (auto* each : {&client_, &server_}) {
    each->socket.set_option(asio::socket_base::linger(true, 0), ignored);
    each->socket.close(ignored);
  }
  for (auto* each : {&to_server_, &to_client_}) each->timer.cancel();
}

}  // namespace poolprobe
