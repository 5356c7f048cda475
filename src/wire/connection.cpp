#include "wire/connection.hpp"

#include <poll.h>

#include "wire/login.hpp"

namespace poolprobe::wire {

connection::connection(libpq_connection owned, std::shared_ptr<void> link, login_facts facts, stream over)
    : opened_by_(std::move(owned)), link_(std::move(link)), facts_(std::move(facts)), session_(over) {}

connection connection::adopt(std::shared_ptr<void> link, login_facts facts, stream over) {
  return {libpq_connection(), std::move(link), std::move(facts), over};
}

std::variant<connection, open_failure> connection::open(target const& to, deadline until,
                                                        login_change const& change) {
  using state = login_attempt::state;
  login_attempt way(to, change);
  way.keep_cancel_key();
  for (auto now = way.advance(); now != state::open; now = way.advance()) {
    if (now == state::failed) return way.failure();
    auto how = wait_for(way.socket(), now == state::wants_read ? POLLIN : POLLOUT, until);
    // A server that never stops sending keeps the socket readable.
    if (how == waited::ready && clock::now() > until) how = waited::timed_out;
    if (how != waited::ready) return way.failure(how);
  }
  return way.enter();
}

}  // namespace poolprobe::wire
