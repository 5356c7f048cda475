#pragma once

#include <memory>

#include "wire/connection.hpp"
#include "wire/logged_in_stream.hpp"

namespace poolprobe::wire {

/// A login in progress through libpq. It never waits, except for name resolution, which libpq does in one
/// call. Not copied or moved, as libpq keeps a pointer to it.
class login_attempt {
 public:
  /// Begins; `advance` continues. `to` must outlive it.
  explicit login_attempt(target const& to, login_change const& change = {});
  ~login_attempt();
  login_attempt(login_attempt const&) = delete;
  login_attempt& operator=(login_attempt const&) = delete;

  /// Keeps the cancel key, where it will be needed and libpq does not expose it (`backend_key_trace`). Call
  /// before `advance`.
  void keep_cancel_key();

  enum class state {
    wants_read,   ///< call again when the socket can be read
    wants_write,  ///< or written
    open,         ///< logged in
    failed,       ///< for good; `failure` says why
  };
  /// libpq may close its socket and open another one in here.
  [[nodiscard]] state advance();
  [[nodiscard]] int socket() const;
  /// Why it failed, or how far it came before the deadline (`how`).
  [[nodiscard]] open_failure failure(waited how = waited::ready) const;

  /// The connection, once it is open. Call only once.
  [[nodiscard]] connection enter();
  /// The same without a session on top.
  [[nodiscard]] logged_in_stream enter_as_stream();

 private:
  struct attempt;
  std::unique_ptr<attempt> attempt_;
};

}  // namespace poolprobe::wire
