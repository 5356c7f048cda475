#pragma once

#include <atomic>
#include <map>
#include <string>
#include <string_view>

#include "hostile/rules.hpp"

namespace poolprobe::testing {

/// The messages of one client on their way to the server. They come in pieces of any size.
class client_messages {
 public:
  client_messages(rules const& how, std::atomic<int>& statements) : how_(&how), statements_(&statements) {}

  /// What goes on to the server now that these bytes have come.
  [[nodiscard]] std::string pass(std::string_view bytes);
  /// Whether the bytes have the message from which on the client keeps its server connection (`pins_at_...`).
  [[nodiscard]] bool pins(std::string_view bytes) const;

 private:
  [[nodiscard]] std::string altered(char type, std::string body);
  [[nodiscard]] std::string server_name(std::string const& name, bool is_new);

  rules const* how_;
  std::atomic<int>* statements_;
  std::string unread_;
  std::string collected_;                     ///< waits for Sync
  std::map<std::string, std::string> names_;  ///< of statements: the client's, and the server's
};

/// The messages of the server on their way to one client.
class server_messages {
 public:
  explicit server_messages(rules const& how, bool logged_in = false) : how_(&how), logged_in_(logged_in) {}

  [[nodiscard]] std::string pass(std::string_view bytes);

 private:
  [[nodiscard]] std::string ended_answer(char type);

  rules const* how_;
  std::string unread_;
  bool logged_in_;
  std::string first_;   ///< of the answer that is not over yet: ParseComplete and CloseComplete
  std::string others_;  ///< all else of it
};

/// The startup packet with another database.
[[nodiscard]] std::string with_database(std::string_view packet, std::string_view database);

/// The startup packet without parameters but user and database; `packet` begins with its length.
[[nodiscard]] std::string without_parameters(std::string_view packet);
/// Whether its `options` say which endpoint is meant ("endpoint=ep-1"), as Neon's proxy takes it from a
/// client without SNI; and the packet without these words.
[[nodiscard]] bool names_endpoint(std::string_view packet);
[[nodiscard]] std::string without_endpoint(std::string_view packet);
/// The database that the startup packet asks for; empty where it names none.
[[nodiscard]] std::string database_in(std::string_view packet);

/// `{}` in the refusal's words stands for `database`.
[[nodiscard]] std::string framed_refusal(scripted_refusal const& how, std::string_view database);

}  // namespace poolprobe::testing
